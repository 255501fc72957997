import { Document, Scalar, visit } from 'yaml';

/** Begins with a letter and has nothing that YAML could read as syntax. */
const PLAIN_TEXT = /^\p{L}[\p{L}\p{N} _.,/()+*$@=-]*$/u;
/** Words that YAML 1.1 or 1.2 parsers read as booleans or as nothing. */
const WORDS = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** Characters that YAML 1.1 takes for line breaks or does not allow in a file. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Plain data as YAML: text in double quotes wherever a parser of YAML 1.1 or 1.2 might take it for something else, long
 * text as `|` blocks, nothing folded, nothing by reference.
 */
export function yamlText(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string') node.type = styleOf(node.value);
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
  // styleOf lets these stand in double quotes only, where YAML reads the escape as the character.
  return text.replace(UNPRINTABLE, (character) => `\\u${hex(character)}`);
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}

function styleOf(text: string): Scalar.Type {
  if (PLAIN_TEXT.test(text) && !text.endsWith(' ') && !WORDS.test(text)) return Scalar.PLAIN;
  const isBlock = /^\S.*\n/.test(text) && text.search(UNPRINTABLE) === -1;
  return isBlock ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
}
