import { own } from '../../lib/records.ts';
import type { ConfigVar, Definition } from '../document/schema.ts';
import { type Deployer, isShownTo } from '../document/visibility.ts';
import type { VariableQuestion } from './questions.ts';

/**
 * The questions that somebody is asked, and of a connection the fields: not those of the organization alone where a
 * customer answers, nor what either is not to see (`views/help/configuration.md#who-is-asked`).
 */
export function shownQuestions(
  who: Deployer,
  { requiredConfigVars }: Definition,
  questions: VariableQuestion[],
): VariableQuestion[] {
  const written = new Map(requiredConfigVars?.map((configVar) => [configVar.key, configVar]));
  return questions.flatMap((question) => {
    const { connection, variable } = question;
    const configVar = written.get(variable.key);
    if (configVar && !isVariableShownTo(who, configVar)) return [];
    if (!connection) return [question];
    const fields = connection.fields.filter(({ key }) => isShownTo(who, own(configVar?.inputs, key)?.meta));
    return [{ ...question, connection: { ...connection, fields } }];
  });
}

/** The definition without the variables that somebody is not to see, those that are text to read among them. */
export function shownDefinition(who: Deployer, definition: Definition): Definition {
  const requiredConfigVars = definition.requiredConfigVars?.filter((each) => isVariableShownTo(who, each));
  return { ...definition, requiredConfigVars };
}

function isVariableShownTo(
  who: Deployer,
  { orgOnly, meta, useScopedConfigVar, connection }: ConfigVar,
): boolean {
  // A shared connection that is not there has nothing that a customer could fill in.
  const isOfStaff = orgOnly === true || (Boolean(useScopedConfigVar) && !connection);
  return isShownTo(who, meta) && !(who === 'Customer' && isOfStaff);
}
