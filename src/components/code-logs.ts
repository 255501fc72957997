import type { Logger } from './component.ts';
import { parseIfJson } from './conversions.ts';

export type CodeLog = (level: string, text: string) => void;

/** Where the lines of foreign code go: into the log of the step, under the level they name. */
export function logTo(logger: Logger): CodeLog {
  return (level, text) => {
    if (isLevel(level, logger)) logger[level](level === 'metric' ? parseIfJson(text) : text);
  };
}

function isLevel(name: string, logger: Logger): name is keyof Logger {
  return Object.hasOwn(logger, name);
}
