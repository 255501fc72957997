import { Parser } from 'htmlparser2';

const PROGRAMS: ReadonlySet<string> = new Set(['script', 'style']);

/** The text between the tags. Character references stay as they are, since they may stand for tags. */
export function withoutTags(html: string): string {
  const pieces: string[] = [];
  let isLeftOut = false;
  const parser = new Parser(
    {
      onopentagname(name) {
        isLeftOut = PROGRAMS.has(name);
      },
      ontext(text) {
        if (!isLeftOut) pieces.push(text);
      },
      onclosetag() {
        isLeftOut = false;
      },
    },
    { decodeEntities: false },
  );
  parser.end(html);
  return pieces.join('');
}
