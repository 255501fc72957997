import { logTo } from '../code-logs.ts';
import type { DataSource, InputDeclaration } from '../component.ts';
import { InputError } from '../conversions.ts';
import { read } from '../read.ts';

const SAMPLE = `module.exports = async (context, { connection, contextValue }) => {
  return { schema: {}, uiSchema: {}, data: {} };
};`;

const codeInput: InputDeclaration = {
  key: 'code',
  label: 'Code',
  type: 'code',
  language: 'javascript',
  comments:
    'Exports a function of the context and of the two inputs below. It answers { schema, uiSchema, data }.',
  example: SAMPLE,
  default: SAMPLE,
  required: true,
};

const connectionInput: InputDeclaration = {
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

/** Runs around the author's code, in the child. */
const AROUND = `
module.exports = async (given, code, params) => {
  const { inspect } = require('util');
  const show = (value) => (typeof value === 'string' ? value : inspect(value));
  const logger = {};
  const shown = Object.create(console);
  for (const level of ['metric', 'trace', 'debug', 'info', 'log', 'warn', 'error']) {
    shown[level] = logger[level] = (...values) => stepwell.log(level, values.map(show).join(' '));
  }
  const main = stepwell.load(code, shown);
  if (typeof main !== 'function') throw new Error('the code must set module.exports to a function');
  return await main({ ...given, logger }, params);
};
`;

/** A JSON form that is written as code. */
export const runCodeJsonForm: DataSource = {
  key: 'runCodeJsonForm',
  display: {
    label: 'JSON form from code',
    description: 'Runs JavaScript that answers the schema, the layout and the first values of a JSON form.',
  },
  inputs: [codeInput, connectionInput, contextValue],
  dataSourceType: 'jsonForm',
  async perform({ host, logger, configVars, customer, instance, user }, params) {
    const code = read.text(params, codeInput);
    if (code.trim() === '')
      throw new InputError(`The input "${codeInput.label}" is empty: write a function.`);
    const { connection, contextValue } = params;
    const given = { configVars, customer, instance, user };
    const args = [given, code, { connection, contextValue }];
    return { result: await host.runCode(AROUND, args, logTo(logger), [1]) };
  },
};
