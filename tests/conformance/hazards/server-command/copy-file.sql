COPY "Visit" FROM '/tmp/visits.csv';
