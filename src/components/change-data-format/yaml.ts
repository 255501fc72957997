import { Composer, type Document, isScalar, LineCounter, type ParsedNode, type ScalarTag, visit } from 'yaml';
import { messageOf } from '../../lib/errors.ts';
import { yamlText } from '../../lib/yaml-text.ts';
import { yamlTokens } from '../../lib/yaml-tokens.ts';
import { InputError } from '../conversions.ts';
import { exactNumber } from './numbers.ts';
import { plainValue } from './plain-value.ts';

/** Levels that are read; the library calls itself for each of them. */
const MOST_LEVELS = 200;
const INDENT = 2;

/** A number only where nothing of what was written is lost: 007 and 1.10 stay text, as they are. */
const exactNumbers: ScalarTag[] = ['int', 'float'].map((name) => ({
  tag: `tag:yaml.org,2002:${name}`,
  default: true,
  test: name === 'int' ? /^[-+]?[0-9]+$/ : /^[-+]?[0-9]*\.[0-9]+$/,
  resolve: exactNumber,
}));

/** Reads one YAML document, by version 1.2 with merge keys. */
export function parseYaml(source: string, label: string): unknown {
  try {
    return read(source);
  } catch (thrown) {
    throw new InputError(`The input "${label}" is not valid YAML: ${messageOf(thrown)}`);
  }
}

function read(source: string): unknown {
  const lines = new LineCounter();
  const found = yamlTokens(source.replace(/^\uFEFF/, ''), lines, {
    severalDocuments: 'it holds several documents (---): hand over one at a time.',
    fault: (depth) => (depth > MOST_LEVELS + 2 ? `it has more than ${MOST_LEVELS} levels.` : undefined),
  });
  if (!found.ok) throw new Error(`${found.message} (line ${found.line})`);
  const composer = new Composer<ParsedNode>({
    merge: true,
    // Comparing every key with every other takes minutes for a long mapping; `refuseDuplicates` finds them as well.
    uniqueKeys: false,
    customTags: (tags) => [
      ...tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag)),
      ...exactNumbers,
    ],
    lineCounter: lines,
    logLevel: 'error',
  });
  const [document] = composer.compose(found.tokens, true);
  if (!document) return null;
  const [error] = document.errors;
  if (error) throw error;
  refuseDuplicates(document, lines);
  return document.toJS();
}

function refuseDuplicates(document: Document.Parsed<ParsedNode>, lines: LineCounter): void {
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<') continue;
        if (seen.has(key.value)) {
          const { line } = lines.linePos(key.range?.[0] ?? 0);
          throw new Error(`the key ${String(key.value)} is given twice (line ${line}): remove one of them.`);
        }
        seen.add(key.value);
      }
    },
  });
}

/** YAML that readers of version 1.1 understand as well. */
export function writeYaml(value: unknown, label: string): string {
  return yamlText(plainValue(value, label, INDENT));
}
