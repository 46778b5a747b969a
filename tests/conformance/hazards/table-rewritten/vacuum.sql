VACUUM "Visit";
