export type PathStep = string | number;

const LONGEST_PATH = 240;

function textOf(steps: readonly PathStep[]): string {
  let text = '';
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text.length > LONGEST_PATH ? `${text.slice(0, 160)}…${text.slice(-60)}` : text;
}

/** A value that cannot cross the wire, and where in it the culprit is (`data.items[3].onClick`; empty for the whole). */
export class WireError extends Error {
  readonly path: string;
  constructor(steps: readonly PathStep[], problem: string) {
    const path = textOf(steps);
    super(`${path || 'the value'} ${problem}`);
    this.name = 'WireError';
    this.path = path;
  }
}
