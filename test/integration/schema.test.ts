import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { readCatalog } from '../../src/backup/catalog.ts';
import { named, tablesOf } from '../../src/backup/tables.ts';
import { entities } from '../../src/entities.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { asOwner } from '../../src/infra/db/owner.ts';
import { operations } from '../../src/operations/permissions.ts';
import { createSchema } from '../../src/schema.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

describe('the API', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await createSchema({ get: () => ({}) });
  });

  it('is the one committed in schema/schema.graphql (npm run schema writes it)', async () => {
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(
      await read('../../schema/schema.graphql'),
    );
  });

  it('contains the contract that clients are written against', async () => {
    const contract = buildSchema(await read('../contract.graphql'));
    const missing: string[] = [];
    const compare = (where: string, ours: unknown, theirs: unknown) => {
      if (String(ours) !== String(theirs)) missing.push(`${where}: expected ${theirs}, got ${ours}`);
    };
    for (const type of Object.values(contract.getTypeMap()).filter(({ name }) => !name.startsWith('__'))) {
      const our = schema.getType(type.name);
      if (isEnumType(type) && isEnumType(our)) {
        const values = (one: typeof type) =>
          one
            .getValues()
            .map(({ name }) => name)
            .sort();
        compare(type.name, values(our), values(type));
      } else if (isInputObjectType(type) && isInputObjectType(our)) {
        for (const field of Object.values(type.getFields())) {
          compare(`${type.name}.${field.name}`, our.getFields()[field.name]?.type, field.type);
        }
        // A field of ours that clients do not know must not be required of them.
        for (const field of Object.values(our.getFields())) {
          if (!type.getFields()[field.name])
            compare(`${type.name}.${field.name}`, String(field.type).endsWith('!'), false);
        }
      } else if (
        (isObjectType(type) && isObjectType(our)) ||
        (isInterfaceType(type) && isInterfaceType(our))
      ) {
        compare(`${type.name} implements`, our.getInterfaces(), type.getInterfaces());
        for (const field of Object.values(type.getFields())) {
          const ours = our.getFields()[field.name];
          compare(`${type.name}.${field.name}`, ours?.type, field.type);
          for (const argument of field.args) {
            const given = ours?.args.find(({ name }) => name === argument.name);
            compare(`${type.name}.${field.name}(${argument.name})`, given?.type, argument.type);
          }
        }
      } else if (!(isScalarType(type) && isScalarType(our))) {
        missing.push(`${type.name}: expected ${type.constructor.name}, got ${our?.constructor.name}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('describes every type, field, argument and value', () => {
    const bare: string[] = [];
    const look = (name: string, described: { description?: string | null | undefined }) => {
      if (!described.description) bare.push(name);
    };
    for (const type of Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))) {
      if (['Query', 'Mutation'].includes(type.name) === false) look(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
      if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) {
          look(`${type.name}.${field.name}`, field);
          if ('args' in field)
            for (const arg of field.args) look(`${type.name}.${field.name}(${arg.name})`, arg);
        }
      }
    }
    expect(bare).toEqual([]);
  });

  it('has a row in the permission table for every query and mutation', () => {
    const open = ['node', 'viewer', 'signIn', 'refreshSession'];
    const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    expect(fields.filter((field) => !open.includes(field) && !operations.includes(field as never))).toEqual(
      [],
    );
  });
});

describe('the tables', () => {
  let database: TestDatabase;
  let owner: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await createDataSource({
      url: database.ownerUrl,
      entities,
      poolSize: 2,
      bounded: false,
    }).initialize();
  });
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  it('are what the entities say: a new migration would be empty', async () => {
    const { upQueries } = await owner.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('are all known to the backup of a province (src/backup/tables.ts)', async () => {
    const catalog = await asOwner(database.ownerUrl, readCatalog);
    expect(catalog.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
    const known = tablesOf(catalog);
    expect(known.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['account', 'enterprise', 'service_ticket', 'cooperation_agreement_party']),
    );
  });
});
