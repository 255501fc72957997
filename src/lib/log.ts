import { inspect } from 'node:util';

/** The log of the process, for those who run it. Secrets have no place in it. */
export type Log = Record<
  'info' | 'warn' | 'error',
  (message: string, facts?: Record<string, unknown>) => void
>;

export function createLog(form: 'pretty' | 'json', write: (line: string) => void): Log {
  const at = (level: 'info' | 'warn' | 'error') => (message: string, facts?: Record<string, unknown>) => {
    const time = new Date().toISOString();
    if (form === 'json') return write(asJson({ ...facts, time, level, message }));
    const rest = facts ? ` ${onOneLine(facts)}` : '';
    write(`${time.slice(11, 19)} ${level === 'info' ? '' : `${level}: `}${message}${rest}`);
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** To log must never fail: what JSON cannot hold is written as text. */
function asJson(line: { time: string; level: string; message: string }): string {
  try {
    return JSON.stringify(line);
  } catch {
    const { time, level, message, ...facts } = line;
    return JSON.stringify({ time, level, message, facts: onOneLine(facts) });
  }
}

function onOneLine(facts: object): string {
  return inspect(facts, { breakLength: Number.POSITIVE_INFINITY, depth: 3 });
}
