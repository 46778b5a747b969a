DROP TABLE "audit"."Entry";
