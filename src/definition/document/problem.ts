/** Something to tell about a definition. `path` is the place in the document (`flows[0].steps[3].inputs.url`). */
export type Problem = {
  severity: 'error' | 'warning' | 'info';
  path: string;
  message: string;
  /** 1-based line of the file that was imported, when there is one. */
  line?: number;
};

/** Keys and list positions from the root of the document down to a place in it. */
export type Path = readonly (string | number)[];

/** The line of a place in the imported file, by path as `formatPath` writes it; undefined when it is not known. */
export type LineOf = (path: string) => number | undefined;

const PLAIN_KEY = /^[^.[\]"]+$/;

/** Writes a path the way problems show it; keys with dots, brackets or quotes appear as `["a.b"]`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (!PLAIN_KEY.test(part)) text += `[${JSON.stringify(part)}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** Reads back what `formatPath` wrote. */
export function parsePath(text: string): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const match of text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]"]+)/g)) {
    const [, position, quoted, plain] = match;
    if (position !== undefined) parts.push(Number(position));
    else if (quoted !== undefined) parts.push(String(JSON.parse(quoted)));
    else if (plain !== undefined) parts.push(plain);
  }
  return parts;
}

/** The problem with its line, when that is known. */
export function withLine(problem: Problem, line: number | undefined): Problem {
  return line === undefined ? problem : { ...problem, line };
}
