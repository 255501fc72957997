import { buildSchema, type ExecutionResult, graphql } from 'graphql';
import type { Api } from './api.ts';
import { resolvers } from './resolvers.ts';
import { SCHEMA } from './schema.ts';

let schema: ReturnType<typeof buildSchema> | undefined;

/** Works a request out by the API. Loaded with the first one, since the library is large. */
export async function execute(
  source: string,
  variables: Record<string, unknown>,
  api: Api,
): Promise<ExecutionResult> {
  schema ??= buildSchema(SCHEMA);
  return await graphql({
    ...{ schema, source, rootValue: resolvers },
    ...{ contextValue: api, variableValues: variables },
  });
}
