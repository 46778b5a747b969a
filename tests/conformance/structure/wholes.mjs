// Whole schemas beside the migration that made the database: [name, schema, sql, previewFeatures or datasource lines].
const user = 'model User {\n  id Int @id\n  email String\n}\n'
const user_sql = 'CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));'

// Two models and a foreign key between them; the words are the relation's arguments and the key's actions.
const related = (args, key, {optional = '', fields = 'userId', extra = ''} = {}) => [
  `${user.replace('}', '  posts Post[]\n}')}model Post {\n  id Int @id\n  userId Int${optional}\n  user User${optional} @relation(fields: [${fields}], references: [id]${args})\n${extra}}\n`,
  `${user_sql}\nCREATE TABLE "Post" ("id" INTEGER NOT NULL, "userId" INTEGER${optional ? '' : ' NOT NULL'}, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));\n${key}`,
]
const key = (name, actions) => `ALTER TABLE "Post" ADD CONSTRAINT "${name}" FOREIGN KEY ("userId") REFERENCES "User"("id") ${actions};`

// An index or unique key of one table with three columns.
const indexed = (declared, made) => [
  `model T {\n  id Int @id\n  a String\n  b Int\n  j Json\n  l Int[]\n  n Int? @map("en")\n  ${declared}\n}\n`,
  `CREATE TABLE "T" ("id" INTEGER NOT NULL, "a" TEXT NOT NULL, "b" INTEGER NOT NULL, "j" JSONB NOT NULL, "l" INTEGER[], "en" INTEGER, CONSTRAINT "T_pkey" PRIMARY KEY ("id"));\n${made}`,
]

const roles = (values, extra = '') => `enum Role {\n${values.map((value) => `  ${value}\n`).join('')}${extra}}\n`
const with_role = (field, values, extra) => `${roles(values, extra)}model T {\n  id Int @id\n  r ${field}\n}\n`
const role_sql = (values, column) => `CREATE TYPE "Role" AS ENUM (${values});\nCREATE TABLE "T" ("id" INTEGER NOT NULL, "r" ${column}, CONSTRAINT "T_pkey" PRIMARY KEY ("id"));`

const many = 'model Post {\n  id Int @id\n  tags Tag[]\n}\nmodel Tag {\n  id String @id\n  posts Post[]\n}\n'
const many_sql = (table, pk, index, a = 'INTEGER', actions = 'ON DELETE CASCADE ON UPDATE CASCADE') => `CREATE TABLE "Post" ("id" INTEGER NOT NULL, CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Tag" ("id" TEXT NOT NULL, CONSTRAINT "Tag_pkey" PRIMARY KEY ("id"));
CREATE TABLE "${table}" ("A" ${a} NOT NULL, "B" TEXT NOT NULL${pk ? `, CONSTRAINT "${table}_AB_pkey" PRIMARY KEY ("A", "B")` : ''});
${index ? `CREATE INDEX "${table}_B_index" ON "${table}"("B");` : ''}
ALTER TABLE "${table}" ADD CONSTRAINT "${table}_A_fkey" FOREIGN KEY ("A") REFERENCES "Post"("id") ${actions};
ALTER TABLE "${table}" ADD CONSTRAINT "${table}_B_fkey" FOREIGN KEY ("B") REFERENCES "Tag"("id") ${actions};`

const long = 'a_table_whose_name_is_so_long_that_names_made_of_it_must_be_cut'  // 62 bytes
const two_schemas = 'model A {\n  id Int @id\n  b B[]\n  @@schema("base")\n}\nmodel B {\n  id Int @id\n  aId Int\n  a A @relation(fields: [aId], references: [id])\n  k K\n  @@schema("other")\n}\nenum K {\n  X\n  @@schema("base")\n}\n'
const two_schemas_sql = (k, more = '') => `CREATE SCHEMA IF NOT EXISTS "base"; CREATE SCHEMA IF NOT EXISTS "other";
CREATE TYPE "base"."K" AS ENUM ('X');
CREATE TABLE "base"."A" ("id" INTEGER NOT NULL, CONSTRAINT "A_pkey" PRIMARY KEY ("id"));
CREATE TABLE "other"."B" ("id" INTEGER NOT NULL, "aId" INTEGER NOT NULL, "k" ${k} NOT NULL, CONSTRAINT "B_pkey" PRIMARY KEY ("id"));
ALTER TABLE "other"."B" ADD CONSTRAINT "B_aId_fkey" FOREIGN KEY ("aId") REFERENCES "base"."A"("id") ON DELETE RESTRICT ON UPDATE CASCADE;${more}`
const in_two = {datasource: 'schemas = ["base", "other"]'}

export const wholes = [
  // tables and columns
  ['nothing at all', '', ''],
  ['a table as declared', user, user_sql],
  ['a model without a table', user, ''],
  ['a table without a model', '', user_sql],
  ['a field without a column', user.replace('}', '  name String?\n}'), user_sql],
  ['a required field without a column', user.replace('}', '  name String\n}'), user_sql],
  ['a column without a field', user, user_sql.replace('"email" TEXT NOT NULL', '"email" TEXT NOT NULL, "name" TEXT')],
  ['columns in another order', user, 'CREATE TABLE "User" ("email" TEXT NOT NULL, "id" INTEGER NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));'],
  ['a mapped table', user.replace('email', '@@map("users")\n  email').replace('  @@map("users")\n  email String\n}', '  email String\n  @@map("users")\n}'), user_sql.replaceAll('"User', '"users')],
  ['a mapped table under the model\'s name', user.replace('}', '  @@map("users")\n}'), user_sql],
  ['a mapped column', user.replace('email String', 'email String @map("e_mail")'), user_sql.replace('"email"', '"e_mail"')],
  ['a mapped column under the field\'s name', user.replace('email String', 'email String @map("e_mail")'), user_sql],
  ['a name in another case', user, user_sql.replace('TABLE "User"', 'TABLE "user"')],
  ['a comment on a table', user, user_sql + `COMMENT ON TABLE "User" IS 'x';`],
  ['an ignored model', user.replace('}', '  @@ignore\n}'), user_sql],
  ['an ignored model without a table', user.replace('}', '  @@ignore\n}'), ''],
  ['an ignored field', user.replace('email String', 'email String @ignore'), user_sql],
  ['an ignored field without a column', user.replace('email String', 'email String @ignore'), user_sql.replace('"email" TEXT NOT NULL, ', '')],
  ['a check constraint', user, user_sql + `ALTER TABLE "User" ADD CONSTRAINT c CHECK (email <> '');`],
  ['a trigger and a function', user, user_sql + `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON "User" FOR EACH ROW EXECUTE FUNCTION f();`],
  ['a view nobody declares', user, user_sql + 'CREATE VIEW v AS SELECT 1 AS a;'],
  ['a materialized view nobody declares', user, user_sql + 'CREATE MATERIALIZED VIEW v AS SELECT 1 AS a;'],
  ['a declared view without a view', user + 'view V {\n  id Int @unique\n}\n', user_sql, {previews: ['views']}],
  ['a sequence nobody declares', user, user_sql + 'CREATE SEQUENCE s;'],
  ['a domain nobody declares', user, user_sql + 'CREATE DOMAIN d AS TEXT;'],
  ['a column of a domain', user, user_sql.replace('"email" TEXT', '"email" d').replace(/^/, 'CREATE DOMAIN d AS TEXT;')],
  ['a composite type nobody declares', user, user_sql + 'CREATE TYPE c AS (a INT);'],
  ['an exclusion constraint', user, user_sql + 'ALTER TABLE "User" ADD CONSTRAINT x EXCLUDE USING btree (id WITH =);'],
  ['row level security', user, user_sql + 'ALTER TABLE "User" ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON "User" USING (true);'],
  ['a partitioned table', user, 'CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id")) PARTITION BY RANGE (id);'],
  ['a partition nobody declares', user, 'CREATE TABLE "User" ("id" INTEGER NOT NULL, "email" TEXT NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id")) PARTITION BY RANGE (id); CREATE TABLE p PARTITION OF "User" FOR VALUES FROM (1) TO (10);'],
  ['a table in a schema that is not looked at', user, user_sql + 'CREATE SCHEMA apart; CREATE TABLE apart.t (id INTEGER);'],
  ['a table of PostGIS', user, user_sql + 'CREATE TABLE spatial_ref_sys (srid INTEGER);'],
  ['Prisma\'s own table', user, user_sql + 'CREATE TABLE _prisma_migrations (id TEXT);'],
  ['an unlogged table', user, user_sql.replace('CREATE TABLE', 'CREATE UNLOGGED TABLE')],
  ['a collation', user, user_sql.replace('"email" TEXT', '"email" TEXT COLLATE "C"')],
  // primary keys
  ['a primary key under another name', user, user_sql.replace('User_pkey', 'users_pk')],
  ['a named primary key', user.replace('@id', '@id(map: "users_pk")'), user_sql.replace('User_pkey', 'users_pk')],
  ['no primary key', user, user_sql.replace(', CONSTRAINT "User_pkey" PRIMARY KEY ("id")', '')],
  ['a primary key nobody declares', user.replace('@id', '@unique'), user_sql],
  ['a key of two columns', 'model T {\n  a Int\n  b Int\n  @@id([a, b])\n}\n', 'CREATE TABLE "T" ("a" INTEGER NOT NULL, "b" INTEGER NOT NULL, CONSTRAINT "T_pkey" PRIMARY KEY ("a", "b"));'],
  ['a key of two columns in another order', 'model T {\n  a Int\n  b Int\n  @@id([a, b])\n}\n', 'CREATE TABLE "T" ("a" INTEGER NOT NULL, "b" INTEGER NOT NULL, CONSTRAINT "T_pkey" PRIMARY KEY ("b", "a"));'],
  ['a key of one column less', 'model T {\n  a Int\n  b Int\n  @@id([a, b])\n}\n', 'CREATE TABLE "T" ("a" INTEGER NOT NULL, "b" INTEGER NOT NULL, CONSTRAINT "T_pkey" PRIMARY KEY ("a"));'],
  ['a named key of two columns', 'model T {\n  a Int\n  b Int\n  @@id([a, b], name: "both", map: "t_key")\n}\n', 'CREATE TABLE "T" ("a" INTEGER NOT NULL, "b" INTEGER NOT NULL, CONSTRAINT "t_key" PRIMARY KEY ("a", "b"));'],
  ['a key over a mapped column', 'model T {\n  a Int @map("first")\n  b Int\n  @@id([a, b])\n}\n', 'CREATE TABLE "T" ("first" INTEGER NOT NULL, "b" INTEGER NOT NULL, CONSTRAINT "T_pkey" PRIMARY KEY ("first", "b"));'],
  ['a primary key of another type', user.replace('id Int', 'id BigInt'), user_sql],
  ['a primary key that INCLUDEs', user, user_sql.replace('PRIMARY KEY ("id")', 'PRIMARY KEY ("id") INCLUDE ("email")')],
  ['a primary key of a long name', `model ${long} {\n  id Int @id\n}\n`, `CREATE TABLE "${long}" ("id" INTEGER NOT NULL, CONSTRAINT "${long.slice(0, 58)}_pkey" PRIMARY KEY ("id"));`],
  // unique keys and indexes
  ['a unique field', ...indexed('@@unique([a])', 'CREATE UNIQUE INDEX "T_a_key" ON "T"("a");')],
  ['a unique constraint', ...indexed('@@unique([a])', 'ALTER TABLE "T" ADD CONSTRAINT "T_a_key" UNIQUE ("a");')],
  ['a unique key missing', ...indexed('@@unique([a])', '')],
  ['a unique key nobody declares', ...indexed('', 'CREATE UNIQUE INDEX "T_a_key" ON "T"("a");')],
  ['a unique constraint nobody declares', ...indexed('', 'ALTER TABLE "T" ADD UNIQUE ("a");')],
  ['a unique key that is only an index', ...indexed('@@unique([a])', 'CREATE INDEX "T_a_key" ON "T"("a");')],
  ['a unique key under another name', ...indexed('@@unique([a])', 'CREATE UNIQUE INDEX "uq" ON "T"("a");')],
  ['a unique key named', ...indexed('@@unique([a, b], map: "uq")', 'CREATE UNIQUE INDEX "uq" ON "T"("a", "b");')],
  ['a unique key with a client name', ...indexed('@@unique([a, b], name: "both")', 'CREATE UNIQUE INDEX "T_a_b_key" ON "T"("a", "b");')],
  ['a unique key of columns in another order', ...indexed('@@unique([a, b])', 'CREATE UNIQUE INDEX "T_a_b_key" ON "T"("b", "a");')],
  ['a unique key over a mapped column', ...indexed('@@unique([n])', 'CREATE UNIQUE INDEX "T_en_key" ON "T"("en");')],
  ['a unique key NULLS NOT DISTINCT', ...indexed('@@unique([n])', 'CREATE UNIQUE INDEX "T_en_key" ON "T"("en") NULLS NOT DISTINCT;')],
  ['a deferrable unique constraint', ...indexed('@@unique([a])', 'ALTER TABLE "T" ADD CONSTRAINT "T_a_key" UNIQUE ("a") DEFERRABLE INITIALLY DEFERRED;')],
  ['an index', ...indexed('@@index([a])', 'CREATE INDEX "T_a_idx" ON "T"("a");')],
  ['an index missing', ...indexed('@@index([a])', '')],
  ['an index nobody declares', ...indexed('', 'CREATE INDEX "T_a_idx" ON "T"("a");')],
  ['an index under another name', ...indexed('@@index([a])', 'CREATE INDEX "i" ON "T"("a");')],
  ['an index named', ...indexed('@@index([a], map: "i")', 'CREATE INDEX "i" ON "T"("a");')],
  ['an index named as of old', ...indexed('@@index([a], name: "i")', 'CREATE INDEX "i" ON "T"("a");')],
  ['an index with fields said', ...indexed('@@index(fields: [a, b])', 'CREATE INDEX "T_a_b_idx" ON "T"("a", "b");')],
  ['an index of two columns', ...indexed('@@index([a, b])', 'CREATE INDEX "T_a_b_idx" ON "T"("a", "b");')],
  ['an index of one column less', ...indexed('@@index([a, b])', 'CREATE INDEX "T_a_b_idx" ON "T"("a");')],
  ['a descending index', ...indexed('@@index([a(sort: Desc), b])', 'CREATE INDEX "T_a_b_idx" ON "T"("a" DESC, "b");')],
  ['a descending index made ascending', ...indexed('@@index([a(sort: Desc)])', 'CREATE INDEX "T_a_idx" ON "T"("a");')],
  ['an ascending index said', ...indexed('@@index([a(sort: Asc)])', 'CREATE INDEX "T_a_idx" ON "T"("a");')],
  ['NULLS FIRST', ...indexed('@@index([n])', 'CREATE INDEX "T_en_idx" ON "T"("en" NULLS FIRST);')],
  ['a hash index', ...indexed('@@index([a], type: Hash)', 'CREATE INDEX "T_a_idx" ON "T" USING hash ("a");')],
  ['a hash index made a btree', ...indexed('@@index([a], type: Hash)', 'CREATE INDEX "T_a_idx" ON "T"("a");')],
  ['a btree index said', ...indexed('@@index([a], type: BTree)', 'CREATE INDEX "T_a_idx" ON "T"("a");')],
  ['a gin index', ...indexed('@@index([j], type: Gin)', 'CREATE INDEX "T_j_idx" ON "T" USING gin ("j");')],
  ['a gin index with its default class', ...indexed('@@index([j(ops: JsonbOps)], type: Gin)', 'CREATE INDEX "T_j_idx" ON "T" USING gin ("j");')],
  ['a gin index with a class', ...indexed('@@index([j(ops: JsonbPathOps)], type: Gin)', 'CREATE INDEX "T_j_idx" ON "T" USING gin ("j" jsonb_path_ops);')],
  ['a gin index without the class', ...indexed('@@index([j(ops: JsonbPathOps)], type: Gin)', 'CREATE INDEX "T_j_idx" ON "T" USING gin ("j");')],
  ['a gin index with a class nobody declares', ...indexed('@@index([j], type: Gin)', 'CREATE INDEX "T_j_idx" ON "T" USING gin ("j" jsonb_path_ops);')],
  ['a gin index of a list', ...indexed('@@index([l], type: Gin)', 'CREATE INDEX "T_l_idx" ON "T" USING gin ("l");')],
  ['a gin index of a list with its class', ...indexed('@@index([l(ops: ArrayOps)], type: Gin)', 'CREATE INDEX "T_l_idx" ON "T" USING gin ("l");')],
  ['a brin index', ...indexed('@@index([b], type: Brin)', 'CREATE INDEX "T_b_idx" ON "T" USING brin ("b");')],
  ['a brin index with a class', ...indexed('@@index([b(ops: Int4MinMaxMultiOps)], type: Brin)', 'CREATE INDEX "T_b_idx" ON "T" USING brin ("b" int4_minmax_multi_ops);')],
  ['a brin index with its default class', ...indexed('@@index([b(ops: Int4MinMaxOps)], type: Brin)', 'CREATE INDEX "T_b_idx" ON "T" USING brin ("b");')],
  ['a class by its raw name', ...indexed('@@index([a(ops: raw("text_pattern_ops"))])', 'CREATE INDEX "T_a_idx" ON "T"("a" text_pattern_ops);')],
  ['a trigram index', ...indexed('@@index([a(ops: raw("gin_trgm_ops"))], type: Gin)', 'CREATE EXTENSION pg_trgm; CREATE INDEX "T_a_idx" ON "T" USING gin ("a" gin_trgm_ops);')],
  ['a class nobody declares', ...indexed('@@index([a])', 'CREATE INDEX "T_a_idx" ON "T"("a" text_pattern_ops);')],
  ['an index over an expression', ...indexed('', 'CREATE INDEX "i" ON "T"(lower("a"));')],
  ['an index over an expression and a column', ...indexed('', 'CREATE INDEX "i" ON "T"("b", lower("a"));')],
  ['an index over a cast', ...indexed('', `CREATE INDEX "i" ON "T"((("j" ->> 'x')));`)],
  ['a partial index nobody declares', ...indexed('', 'CREATE INDEX "i" ON "T"("a") WHERE "b" > 0;')],
  ['a partial unique index nobody declares', ...indexed('', 'CREATE UNIQUE INDEX "i" ON "T"("a") WHERE "b" > 0;')],
  ['a partial index in place of a whole one', ...indexed('@@index([a])', 'CREATE INDEX "T_a_idx2" ON "T"("a") WHERE "b" > 0;')],
  ['an index that INCLUDEs', ...indexed('@@index([a])', 'CREATE INDEX "T_a_idx" ON "T"("a") INCLUDE ("b");')],
  ['an index that INCLUDEs, as Prisma takes it', ...indexed('@@index([a, b], map: "i")', 'CREATE INDEX "i" ON "T"("a") INCLUDE ("b");')],
  ['an index with a fill factor', ...indexed('@@index([a])', 'CREATE INDEX "T_a_idx" ON "T"("a") WITH (fillfactor = 70);')],
  ['an index with a collation', ...indexed('@@index([a])', 'CREATE INDEX "T_a_idx" ON "T"("a" COLLATE "C");')],
  ['two indexes of one column', ...indexed('@@index([a])\n  @@index([a], map: "i2")', 'CREATE INDEX "T_a_idx" ON "T"("a"); CREATE INDEX "i2" ON "T"("a");')],
  ['one index twice', ...indexed('@@index([a])', 'CREATE INDEX "T_a_idx" ON "T"("a"); CREATE INDEX "i2" ON "T"("a");')],
  ['an index over a mapped column', ...indexed('@@index([n])', 'CREATE INDEX "T_en_idx" ON "T"("en");')],
  ['an index of a long name', `model T {\n  id Int @id\n  ${long} Int\n  b Int\n  @@index([${long}, b])\n}\n`, `CREATE TABLE "T" ("id" INTEGER NOT NULL, "${long}" INTEGER NOT NULL, "b" INTEGER NOT NULL, CONSTRAINT "T_pkey" PRIMARY KEY ("id")); CREATE INDEX "${('T_' + long).slice(0, 59)}_idx" ON "T"("${long}", "b");`],
  ['an index of a long name that is not cut there', `model T {\n  id Int @id\n  ${long} Int\n  @@index([${long}])\n}\n`, `CREATE TABLE "T" ("id" INTEGER NOT NULL, "${long}" INTEGER NOT NULL, CONSTRAINT "T_pkey" PRIMARY KEY ("id")); CREATE INDEX "${('T_' + long).slice(0, 55)}_idx" ON "T"("${long}");`],
  ['a column of another type in an index', ...indexed('@@index([b])', 'ALTER TABLE "T" ALTER COLUMN "b" TYPE BIGINT; CREATE INDEX "T_b_idx" ON "T"("b");')],
  ['a column made anew in an index', ...indexed('@@index([b])', 'ALTER TABLE "T" DROP COLUMN "b"; ALTER TABLE "T" ADD COLUMN "b" BOOLEAN NOT NULL; CREATE INDEX "T_b_idx" ON "T"("b");')],
  // foreign keys
  ['a foreign key', ...related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE'))],
  ['a foreign key missing', ...related('', '')],
  ['a foreign key nobody declares', user + 'model Post {\n  id Int @id\n  userId Int\n}\n', related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE'))[1]],
  ['a foreign key without actions', ...related('', key('Post_userId_fkey', ''))],
  ['a foreign key with cascade', ...related(', onDelete: Cascade', key('Post_userId_fkey', 'ON DELETE CASCADE ON UPDATE CASCADE'))],
  ['a foreign key with another action', ...related(', onDelete: Cascade', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE'))],
  ['a foreign key with another action on update', ...related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE NO ACTION'))],
  ['every action said', ...related(', onDelete: NoAction, onUpdate: Restrict', key('Post_userId_fkey', 'ON DELETE NO ACTION ON UPDATE RESTRICT'))],
  ['set default', ...related(', onDelete: SetDefault, onUpdate: SetDefault', key('Post_userId_fkey', 'ON DELETE SET DEFAULT ON UPDATE SET DEFAULT'))],
  ['an optional foreign key', ...related('', key('Post_userId_fkey', 'ON DELETE SET NULL ON UPDATE CASCADE'), {optional: '?'})],
  ['an optional foreign key that restricts', ...related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE'), {optional: '?'})],
  ['a foreign key under another name', ...related('', key('fk', 'ON DELETE RESTRICT ON UPDATE CASCADE'))],
  ['a named foreign key', ...related(', map: "fk"', key('fk', 'ON DELETE RESTRICT ON UPDATE CASCADE'))],
  ['a deferrable foreign key', ...related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED'))],
  ['a foreign key that is not valid', ...related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID'))],
  ['two foreign keys alike', ...related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE') + key('again', 'ON DELETE RESTRICT ON UPDATE CASCADE'))],
  ['relationMode prisma has no foreign keys', ...related('', '', {extra: '  @@index([userId])\n'}).map((text, i) => i ? text + 'CREATE INDEX "Post_userId_idx" ON "Post"("userId");' : text), {datasource: 'relationMode = "prisma"'}],
  ['relationMode prisma with a foreign key', ...related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE'), {extra: '  @@index([userId])\n'}).map((text, i) => i ? text + 'CREATE INDEX "Post_userId_idx" ON "Post"("userId");' : text), {datasource: 'relationMode = "prisma"'}],
  ['relationMode foreignKeys', ...related('', key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE')), {datasource: 'relationMode = "foreignKeys"'}],
  ['a foreign key of a column of another type', ...related('', 'ALTER TABLE "User" ALTER COLUMN id TYPE BIGINT; ALTER TABLE "Post" ALTER COLUMN "userId" TYPE BIGINT;' + key('Post_userId_fkey', 'ON DELETE RESTRICT ON UPDATE CASCADE'))],
  ['one to one', 'model A {\n  id Int @id\n  b B?\n}\nmodel B {\n  id Int @id\n  aId Int @unique\n  a A @relation(fields: [aId], references: [id])\n}\n', 'CREATE TABLE "A" ("id" INTEGER NOT NULL, CONSTRAINT "A_pkey" PRIMARY KEY ("id")); CREATE TABLE "B" ("id" INTEGER NOT NULL, "aId" INTEGER NOT NULL, CONSTRAINT "B_pkey" PRIMARY KEY ("id")); CREATE UNIQUE INDEX "B_aId_key" ON "B"("aId"); ALTER TABLE "B" ADD CONSTRAINT "B_aId_fkey" FOREIGN KEY ("aId") REFERENCES "A"("id") ON DELETE RESTRICT ON UPDATE CASCADE;'],
  ['a table that refers to itself', 'model T {\n  id Int @id\n  upId Int?\n  up T? @relation("tree", fields: [upId], references: [id])\n  below T[] @relation("tree")\n}\n', 'CREATE TABLE "T" ("id" INTEGER NOT NULL, "upId" INTEGER, CONSTRAINT "T_pkey" PRIMARY KEY ("id")); ALTER TABLE "T" ADD CONSTRAINT "T_upId_fkey" FOREIGN KEY ("upId") REFERENCES "T"("id") ON DELETE SET NULL ON UPDATE CASCADE;'],
  ['a key of two columns referred to', 'model A {\n  x Int\n  y Int\n  bs B[]\n  @@id([x, y])\n}\nmodel B {\n  id Int @id\n  ax Int\n  ay Int?\n  a A? @relation(fields: [ax, ay], references: [x, y])\n}\n', 'CREATE TABLE "A" ("x" INTEGER NOT NULL, "y" INTEGER NOT NULL, CONSTRAINT "A_pkey" PRIMARY KEY ("x", "y")); CREATE TABLE "B" ("id" INTEGER NOT NULL, "ax" INTEGER NOT NULL, "ay" INTEGER, CONSTRAINT "B_pkey" PRIMARY KEY ("id")); ALTER TABLE "B" ADD CONSTRAINT "B_ax_ay_fkey" FOREIGN KEY ("ax", "ay") REFERENCES "A"("x", "y") ON DELETE RESTRICT ON UPDATE CASCADE;'],
  ['a mapped column that refers', 'model A {\n  id Int @id @map("a_id")\n  bs B[]\n  @@map("as")\n}\nmodel B {\n  id Int @id\n  aId Int @map("a_id")\n  a A @relation(fields: [aId], references: [id])\n  @@map("bs")\n}\n', 'CREATE TABLE "as" ("a_id" INTEGER NOT NULL, CONSTRAINT "as_pkey" PRIMARY KEY ("a_id")); CREATE TABLE "bs" ("id" INTEGER NOT NULL, "a_id" INTEGER NOT NULL, CONSTRAINT "bs_pkey" PRIMARY KEY ("id")); ALTER TABLE "bs" ADD CONSTRAINT "bs_a_id_fkey" FOREIGN KEY ("a_id") REFERENCES "as"("a_id") ON DELETE RESTRICT ON UPDATE CASCADE;'],
  // many to many
  ['many to many', many, many_sql('_PostToTag', true, true)],
  ['many to many without its key', many, many_sql('_PostToTag', false, true)],
  ['many to many with the unique index of old', many, many_sql('_PostToTag', false, true) + 'CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "_PostToTag"("A", "B");'],
  ['many to many without its index', many, many_sql('_PostToTag', true, false)],
  ['many to many without its table', many, 'CREATE TABLE "Post" ("id" INTEGER NOT NULL, CONSTRAINT "Post_pkey" PRIMARY KEY ("id")); CREATE TABLE "Tag" ("id" TEXT NOT NULL, CONSTRAINT "Tag_pkey" PRIMARY KEY ("id"));'],
  ['many to many of another type', many, many_sql('_PostToTag', true, true).replace('REFERENCES "Post"("id") ON', 'REFERENCES "Post"("id") ON').replace('"A" INTEGER', '"A" BIGINT')],
  ['many to many with another action', many, many_sql('_PostToTag', true, true, 'INTEGER', 'ON DELETE RESTRICT ON UPDATE CASCADE')],
  ['many to many whose keys are named otherwise', many, many_sql('_PostToTag', true, true).replace('_PostToTag_A_fkey', 'x').replace('_PostToTag_B_fkey', 'y')],
  ['many to many with a name', many.replace('Tag[]', 'Tag[] @relation("tagged")').replace('Post[]', 'Post[] @relation("tagged")'), many_sql('_tagged', true, true)],
  ['many to many under another name', many.replace('Tag[]', 'Tag[] @relation("tagged")').replace('Post[]', 'Post[] @relation("tagged")'), many_sql('_PostToTag', true, true)],
  ['many to many of a table with itself', 'model T {\n  id Int @id @default(autoincrement())\n  a T[] @relation("friends")\n  b T[] @relation("friends")\n}\n', 'CREATE TABLE "T" ("id" SERIAL NOT NULL, CONSTRAINT "T_pkey" PRIMARY KEY ("id")); CREATE TABLE "_friends" ("A" INTEGER NOT NULL, "B" INTEGER NOT NULL, CONSTRAINT "_friends_AB_pkey" PRIMARY KEY ("A", "B")); CREATE INDEX "_friends_B_index" ON "_friends"("B"); ALTER TABLE "_friends" ADD CONSTRAINT "_friends_A_fkey" FOREIGN KEY ("A") REFERENCES "T"("id") ON DELETE CASCADE ON UPDATE CASCADE; ALTER TABLE "_friends" ADD CONSTRAINT "_friends_B_fkey" FOREIGN KEY ("B") REFERENCES "T"("id") ON DELETE CASCADE ON UPDATE CASCADE;'],
  // enums
  ['an enum', with_role('Role', ['A', 'B']), role_sql(`'A', 'B'`, '"Role" NOT NULL')],
  ['an enum in another order', with_role('Role', ['A', 'B']), role_sql(`'B', 'A'`, '"Role" NOT NULL')],
  ['an enum value missing', with_role('Role', ['A', 'B']), role_sql(`'A'`, '"Role" NOT NULL')],
  ['an enum value nobody declares', with_role('Role', ['A']), role_sql(`'A', 'B'`, '"Role" NOT NULL')],
  ['an enum missing', roles(['A']), ''],
  ['an enum nobody declares', '', `CREATE TYPE "Role" AS ENUM ('A');`],
  ['a mapped enum', with_role('Role', ['A @map("a")', 'B'], '  @@map("role")\n'), role_sql(`'a', 'B'`, '"role" NOT NULL').replace('TYPE "Role"', 'TYPE "role"')],
  ['a mapped enum value under its own name', with_role('Role', ['A @map("a")', 'B']), role_sql(`'A', 'B'`, '"Role" NOT NULL')],
  ['an enum default', with_role('Role @default(B)', ['A', 'B']), role_sql(`'A', 'B'`, `"Role" NOT NULL DEFAULT 'B'`)],
  ['an enum default that is mapped', with_role('Role @default(B)', ['A', 'B @map("b")']), role_sql(`'A', 'b'`, `"Role" NOT NULL DEFAULT 'b'`)],
  ['another enum default', with_role('Role @default(B)', ['A', 'B']), role_sql(`'A', 'B'`, `"Role" NOT NULL DEFAULT 'A'`)],
  ['an enum default missing', with_role('Role @default(B)', ['A', 'B']), role_sql(`'A', 'B'`, '"Role" NOT NULL')],
  ['an enum that is a text', with_role('Role', ['A']), role_sql(`'A'`, 'TEXT NOT NULL')],
  ['a text that is an enum', `${roles(['A'])}model T {\n  id Int @id\n  r String\n}\n`, role_sql(`'A'`, '"Role" NOT NULL')],
  ['an optional enum', with_role('Role?', ['A']), role_sql(`'A'`, '"Role"')],
  ['a list of an enum', with_role('Role[]', ['A']), role_sql(`'A'`, '"Role"[]')],
  ['a list of an enum with a default', with_role('Role[] @default([A, B])', ['A', 'B']), role_sql(`'A', 'B'`, `"Role"[] DEFAULT ARRAY['A', 'B']::"Role"[]`)],
  ['a list of an enum with an empty default', with_role('Role[] @default([])', ['A', 'B']), role_sql(`'A', 'B'`, `"Role"[] DEFAULT ARRAY[]::"Role"[]`)],
  ['a list of an enum with another default', with_role('Role[] @default([A, B])', ['A', 'B']), role_sql(`'A', 'B'`, `"Role"[] DEFAULT ARRAY['A']::"Role"[]`)],
  ['an enum replaced while it is a default', with_role('Role @default(A)', ['A']), role_sql(`'A', 'B'`, `"Role" NOT NULL DEFAULT 'A'`)],
  // schemas and extensions
  ['two schemas', two_schemas, two_schemas_sql('"base"."K"'), in_two],
  ['two schemas, a table in the wrong one', two_schemas, two_schemas_sql('"base"."K"') + 'CREATE TABLE "base"."B" ("id" INTEGER NOT NULL);', in_two],
  ['two schemas, an enum of the wrong one', two_schemas, two_schemas_sql('"other"."K"').replace('CREATE TABLE', `CREATE TYPE "other"."K" AS ENUM ('X'); CREATE TABLE`), in_two],
  ['two schemas, a table nobody declares', two_schemas, two_schemas_sql('"base"."K"', 'CREATE TABLE "other"."C" ("id" INTEGER);'), in_two],
  ['two schemas, public is not looked at', two_schemas, two_schemas_sql('"base"."K"', 'CREATE TABLE "public"."C" ("id" INTEGER);'), in_two],
  ['an extension', user, user_sql + 'CREATE EXTENSION pg_trgm;', {datasource: 'extensions = [pg_trgm]', previews: ['postgresqlExtensions']}],
  ['an extension missing', user, user_sql, {datasource: 'extensions = [pg_trgm]', previews: ['postgresqlExtensions']}],
  ['an extension nobody declares', user, user_sql + 'CREATE EXTENSION pg_trgm;', {previews: ['postgresqlExtensions']}],
  ['an extension\'s own name', user, user_sql + 'CREATE EXTENSION "uuid-ossp";', {datasource: 'extensions = [uuidOssp(map: "uuid-ossp")]', previews: ['postgresqlExtensions']}],
]
