DELETE FROM "Visit" WHERE "at" < '2020-01-01';
VACUUM "Visit";
