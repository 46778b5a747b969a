CREATE DOMAIN "Zip" AS text CHECK (length(VALUE) = 5);
