CLUSTER "Visit" USING "Visit_pkey";
