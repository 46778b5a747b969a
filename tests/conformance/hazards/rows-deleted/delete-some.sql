DELETE FROM "Visit" WHERE "at" < now() - interval '1 year';
