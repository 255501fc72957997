/** What a function of the user's may answer; anything beside it is dropped. */
const RESULT_FIELDS = [
  'data',
  'contentType',
  'statusCode',
  'headers',
  'branch',
  'failed',
  'error',
  'executionState',
  'instanceState',
  'crossFlowState',
  'integrationState',
];

const MOST_LINES = 1000;
const MOST_CHARACTERS = 1024 * 1024;
const LONGEST_LINE = 16_000;

/**
 * Runs around the user's code, in the child. It collects what is logged, tells which states were changed in place, and
 * answers `{ ok, result | error, states, logs }` in every case, so that the lines before an error are not lost.
 */
const AROUND = `
module.exports = async (given, stepResults) => {
  const { inspect, isDeepStrictEqual } = require('util');
  const logs = [];
  let room = ${MOST_CHARACTERS};
  const show = (value) => {
    if (typeof value === 'string') return value;
    try {
      return value instanceof Error ? String(value.stack || value) : JSON.stringify(value) ?? String(value);
    } catch {
      return inspect(value);
    }
  };
  const line = (level) => (...values) => {
    if (logs.length > ${MOST_LINES}) return;
    const text = values.map(show).join(' ').slice(0, ${LONGEST_LINE});
    room -= text.length;
    if (room > 0 && logs.length < ${MOST_LINES}) logs.push([level, text]);
    else logs.push(...Array(${MOST_LINES} + 1 - logs.length).fill(null));
  };
  const logger = {};
  const shown = Object.create(console);
  for (const level of ['metric', 'trace', 'debug', 'info', 'log', 'warn', 'error']) {
    shown[level] = logger[level] = line(level);
  }
  const invokeFlow = async () => {
    throw new Error('context.invokeFlow is not available in code steps: add a step with the cross-flow action "Invoke flow"');
  };
  const context = { ...given.context, ...structuredClone(given.states), logger, invokeFlow };
  const changedStates = () =>
    Object.fromEntries(Object.keys(given.states)
      .filter((name) => !isDeepStrictEqual(context[name], given.states[name]))
      .map((name) => [name, context[name]]));
  const described = (thrown) => {
    try {
      const { name, message, stack } = Object(thrown);
      const text = typeof message === 'string' ? message : String(thrown);
      return { name: String(name || 'Error'), message: text.slice(0, 8000), stack: String(stack || '').slice(0, 20000) };
    } catch {
      return { name: 'Error', message: 'the code threw an error that cannot be read', stack: '' };
    }
  };
  try {
    const user = { exports: {} };
    stepwellCode(user, user.exports, shown);
    const main = typeof user.exports === 'function' ? user.exports : user.exports && user.exports.default;
    if (typeof main !== 'function') {
      throw new Error('the code must set module.exports to a function: module.exports = async (context, stepResults) => …');
    }
    const answer = Object(await main(context, stepResults));
    const result = {};
    for (const field of ${JSON.stringify(RESULT_FIELDS)}) if (answer[field] !== undefined) result[field] = answer[field];
    return { ok: true, result, states: changedStates(), logs };
  } catch (thrown) {
    return { ok: false, error: described(thrown), logs };
  }
};
`;

/** The user's code begins on the first line, so that the line numbers of its errors are the user's. */
export function wrapped(code: string): string {
  return `const stepwellCode = function (module, exports, console) {${code}\n};${AROUND}`;
}

export const lineCount = (code: string) => code.split('\n').length;
