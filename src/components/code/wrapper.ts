/**
 * Runs around the user's code, in the child: `(given, code, argument, missing, fields, packages, ...texts)`. Answers
 * `{ result, states }` with those fields of what the code answers, all of it without them, and with the states that were
 * changed in place; or `{ isIncomplete }` when the code looked at something that was not handed over.
 */
export const AROUND = `
module.exports = async (given, code, argument, missing, fields, packages, ...texts) => {
  const { inspect, isDeepStrictEqual } = require('util');
  const show = (value) => {
    if (typeof value === 'string') return value;
    try {
      return value instanceof Error ? String(value.stack || value) : JSON.stringify(value) ?? String(value);
    } catch {
      return inspect(value);
    }
  };
  const logger = {};
  const shown = Object.create(console);
  for (const level of ['metric', 'trace', 'debug', 'info', 'log', 'warn', 'error']) {
    shown[level] = logger[level] = (...values) => stepwell.log(level, values.map(show).join(' '));
  }
  const invokeFlow = async () => {
    throw new Error('context.invokeFlow is not available in code steps: add a step with the cross-flow action "Invoke flow"');
  };
  const context = { ...given.context, ...structuredClone(given.states), logger, invokeFlow };
  let isIncomplete = false;
  const ask = (target, names) => {
    for (const name of names) {
      Object.defineProperty(target, name, {
        enumerable: true,
        configurable: true,
        get() {
          isIncomplete = true;
          throw new Error(name + ' is not here yet');
        },
        set() {
          isIncomplete = true;
        },
      });
    }
  };
  ask(context, missing.states);
  ask(argument, missing.results);
  const changedStates = () =>
    Object.fromEntries(Object.keys(given.states)
      .filter((name) => !isDeepStrictEqual(context[name], given.states[name]))
      .map((name) => [name, context[name]]));
  try {
    const named = packages.map(({ name, at, missing }) => ({ name, missing, text: texts[at] }));
    const main = stepwell.load(code, shown, named);
    if (typeof main !== 'function') {
      throw new Error('the code must set module.exports to a function: module.exports = async (context, …) => …');
    }
    const answered = await main(context, argument);
    const answer = Object(answered);
    const result = fields ? {} : answered;
    for (const field of fields ?? []) if (answer[field] !== undefined) result[field] = answer[field];
    return isIncomplete ? { isIncomplete } : { result, states: changedStates() };
  } catch (thrown) {
    if (isIncomplete) return { isIncomplete };
    throw thrown;
  }
};
`;
