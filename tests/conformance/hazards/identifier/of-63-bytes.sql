CREATE TABLE "a_name_that_goes_on_and_on_until_it_is_longer_than_the_server_k" ("id" INTEGER);
