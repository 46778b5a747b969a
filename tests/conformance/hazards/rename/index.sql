ALTER INDEX "User_name_idx" RENAME TO "User_fullName_idx";
