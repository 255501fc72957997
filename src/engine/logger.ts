import { inspect } from 'node:util';
import type { Logger } from '../components/component.ts';
import { messageOf } from '../lib/errors.ts';
import type { Redactor } from '../lib/redact.ts';
import { now } from '../lib/time.ts';
import type { LogLevel, LogLine } from '../models/logs.ts';

const LONGEST_LINE = 64 * 1024;

/** Lines of one run, redacted and within the limits, until the journal takes them. */
export class RunLog {
  readonly #executionId: string;
  readonly #redact: Redactor;
  readonly #limit: number;
  #sequence: number;
  #lines: LogLine[] = [];

  constructor(executionId: string, redact: Redactor, limit: number, lastSequence: number) {
    this.#executionId = executionId;
    this.#redact = redact;
    this.#limit = limit;
    this.#sequence = lastSequence;
  }

  take(): LogLine[] {
    if (this.#lines.length === 0) return [];
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  write(level: LogLevel, step: string, message: string): void {
    if (this.#sequence >= this.#limit) return;
    this.#sequence += 1;
    const isLast = this.#sequence === this.#limit;
    const text = isLast
      ? `More lines were left out: the limit is ${this.#limit} per execution.`
      : this.#redact(message);
    const short = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}… (cut at 64 KB)` : text;
    this.#lines.push({
      executionId: this.#executionId,
      sequence: this.#sequence,
      at: now(),
      level: isLast ? 'warn' : level,
      step,
      message: short,
    });
  }

  loggerFor(step: string): Logger {
    const at =
      (level: LogLevel) =>
      (...values: unknown[]) =>
        this.write(level, step, values.map(textOf).join(' '));
    return {
      metric: at('info'),
      trace: at('trace'),
      debug: at('debug'),
      info: at('info'),
      log: at('info'),
      warn: at('warn'),
      error: at('error'),
    };
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    if (value instanceof Error) return messageOf(value);
    if (typeof value !== 'object' || value === null) return String(value);
    return JSON.stringify(value) ?? inspect(value, { depth: 4 });
  } catch {
    return inspect(value, { depth: 4 });
  }
}
