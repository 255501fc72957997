import { Parser } from 'htmlparser2';
import { InputError } from '../conversions.ts';

/** Elements in elements, and characters: what writers of trees walk through without running out of stack or time. */
const DEEPEST = 200;
const LONGEST = 2_000_000;
/** Beginnings of sheets, each of which has its end looked for. */
const MOST_SHEETS = 200;
/** Elements, times the rules that each of them is compared with. */
const MOST_COMPARED = 5_000_000;

const EMPTY: ReadonlySet<string> = new Set([
  ...['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source'],
  ...['track', 'wbr'],
]);

/** @throws InputError for HTML that is too long, too deep, or has too many rules of style for its elements */
export function refuseHtml(html: string, label: string): void {
  if (html.length > LONGEST)
    throw new InputError(
      `The input "${label}" has ${html.length} characters; the limit is ${LONGEST}: work on a part of it.`,
    );
  if (html.split(/<style/i).length > MOST_SHEETS)
    throw new InputError(
      `The input "${label}" has more than ${MOST_SHEETS} style elements: put their rules into one.`,
    );
  let depth = 0;
  let elements = 0;
  let rules = 0;
  let isStyle = false;
  const parser = new Parser({
    onopentagname(name) {
      elements += 1;
      isStyle = name === 'style';
      if (!EMPTY.has(name)) depth += 1;
      if (depth > DEEPEST)
        throw new InputError(
          `The input "${label}" has more than ${DEEPEST} elements inside of each other: work on a part of it.`,
        );
    },
    ontext(text) {
      if (isStyle) rules += text.split('{').length - 1 + text.split(',').length - 1;
    },
    onclosetag(name) {
      isStyle = false;
      if (!EMPTY.has(name)) depth -= 1;
    },
  });
  parser.end(html);
  if (elements * rules > MOST_COMPARED)
    throw new InputError(
      `The input "${label}" has ${rules} rules of style for ${elements} elements, which is too much: leave out rules that are not used.`,
    );
}
