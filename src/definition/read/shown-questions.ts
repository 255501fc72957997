import { own } from '../../lib/records.ts';
import type { ConfigVar, Definition } from '../document/schema.ts';
import { type Deployer, isShownTo } from '../document/visibility.ts';
import type { VariableQuestion } from './questions.ts';

/**
 * The questions that somebody is asked, and of a connection the fields: not those of the organization alone where a
 * customer answers, nor what either is not to see (`views/help/configuration.md#config-variables`).
 */
export function shownQuestions(
  who: Deployer,
  { requiredConfigVars }: Definition,
  questions: VariableQuestion[],
): VariableQuestion[] {
  const written = new Map(requiredConfigVars?.map((configVar) => [configVar.key, configVar]));
  return questions.flatMap((question) => shownQuestion(who, written.get(question.variable.key), question));
}

function shownQuestion(
  who: Deployer,
  written: ConfigVar | undefined,
  question: VariableQuestion,
): VariableQuestion[] {
  const { orgOnly, meta, inputs, useScopedConfigVar } = written ?? {};
  if (!isShownTo(who, meta) || (who === 'Customer' && (orgOnly === true || useScopedConfigVar))) return [];
  const { connection } = question;
  if (!connection) return [question];
  const fields = connection.fields.filter(({ key }) => isShownTo(who, own(inputs, key)?.meta));
  return [{ ...question, connection: { ...connection, fields } }];
}
