import type { DataSource, InputDeclaration } from '../component.ts';
import { isRecord } from '../records.ts';
import { codeField, codeIn } from './fields.ts';
import { answerOf } from './run.ts';

const connection: InputDeclaration = {
  key: 'connection',
  label: 'Connection',
  type: 'connection',
  comments: 'Handed to the code as connection.',
};

const contextValue: InputDeclaration = {
  key: 'contextValue',
  label: 'Context value',
  type: 'string',
  comments: 'Handed to the code as contextValue.',
  default: '',
};

/** @param answer what the function answers, in words and as a sample */
function source(
  key: string,
  dataSourceType: string,
  label: string,
  description: string,
  answer: { words: string; sample: string },
): DataSource {
  const code = codeField(
    `Exports a function of the context and of the two inputs below. It answers ${answer.words}.`,
    `module.exports = async (context, { connection, contextValue }) => {
  return ${answer.sample};
};`,
  );
  return {
    key,
    display: { label, description },
    inputs: [connection, contextValue, code],
    dataSourceType,
    async perform(context, params) {
      const given = { connection: params.connection, contextValue: params.contextValue };
      const answer = await answerOf(context, codeIn(params, code), given);
      return isRecord(answer) && 'result' in answer ? { result: answer.result } : { result: answer };
    },
  };
}

/** What a config variable is offered, where that is written as code. */
export const dataSources: DataSource[] = [
  source(
    'runCodeJsonForm',
    'jsonForm',
    'JSON form from code',
    'Runs JavaScript that answers the schema, the layout and the first values of a JSON form.',
    {
      words: '{ schema, uiSchema, data }, or that as { result }',
      sample: '{ schema: {}, uiSchema: {}, data: {} }',
    },
  ),
  source(
    'runCodeObjectSelection',
    'objectSelection',
    'Object selection from code',
    'Runs JavaScript that answers objects to choose from, with their fields.',
    {
      words: '{ result } with a list of { object, fields }, each with a key and a label',
      sample: "{ result: [{ object: { key: 'contact', label: 'Contact' }, fields: [] }] }",
    },
  ),
  source(
    'runCodePicklist',
    'picklist',
    'Picklist from code',
    'Runs JavaScript that answers texts to choose from.',
    {
      words: '{ result } with a list of texts, or of { key, label }',
      sample: "{ result: [{ key: 'eu', label: 'Europe' }] }",
    },
  ),
  source('runCodeString', 'string', 'Text from code', 'Runs JavaScript that answers a text.', {
    words: '{ result } with a text',
    sample: "{ result: '' }",
  }),
];
