import { Composer, type CST, type Document, LineCounter, type ParsedNode } from 'yaml';
import { messageOf } from '../../lib/errors.ts';
import { yamlTokens } from '../../lib/yaml-tokens.ts';
import { MAX_DEPTH } from './plain.ts';
import type { Path, Problem } from './problem.ts';
import { lineAt, MAX_PROBLEMS, treeOf } from './yaml-tree.ts';

/** UTF-8 bytes that a definition file may have. */
export const MAX_BYTES = 5 * 1024 * 1024;
/** A full 5 MB export has 0.9 million; more in the same bytes is a file made to keep the parser busy. */
const MAX_LEXEMES = 1_500_000;

/** Plain data with the line of each path in it, from 1, or why it is none. */
export type YamlResult =
  | { ok: true; value: unknown; lineAt(path: Path): number | undefined }
  | { ok: false; problems: Problem[] };

/**
 * Reads one YAML 1.2 (core schema) or JSON document as plain data: text stays text (`yes`, `2024-01-01`, `00 00 * * *`).
 * Never throws. Anchors, aliases, merge keys, custom tags, duplicate keys, several documents, more than 5 MB or
 * 200 levels are refused with their line.
 */
export function readYaml(text: string): YamlResult {
  if (Buffer.byteLength(text, 'utf8') > MAX_BYTES) return refusal('The file is larger than 5 MB.', undefined);
  try {
    const lines = new LineCounter();
    const found = yamlTokens(text, lines, { fault: limitFault, severalDocuments: SEVERAL_DOCUMENTS });
    return found.ok ? readTokens(found.tokens, lines) : refusal(found.message, found.line);
  } catch (error) {
    return refusal(`The file cannot be read as YAML: ${messageOf(error)}`, undefined);
  }
}

const SEVERAL_DOCUMENTS = 'The file holds several documents (---): keep one definition in a file.';

function limitFault(depth: number, lexemes: number): string | undefined {
  if (depth > MAX_DEPTH + 2)
    return `The file is more than ${MAX_DEPTH} levels deep: move steps into another flow.`;
  return lexemes > MAX_LEXEMES ? 'The file has too many parts to be a definition.' : undefined;
}

function readTokens(tokens: CST.Token[], lines: LineCounter): YamlResult {
  const problems: Problem[] = [];
  const document = documentOf(tokens, lines, problems);
  if (problems.length > 0) return { ok: false, problems };
  if (!document?.contents) return refusal('The file is empty: it must hold a definition.', 1);
  const { contents } = document;
  const value = treeOf(contents, lines, problems);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value, lineAt: (path) => lineAt(contents, path, lines) };
}

/** @param problems get a problem for each fault of the syntax; after some of them the rest is not looked at */
function documentOf(
  tokens: CST.Token[],
  lines: LineCounter,
  problems: Problem[],
): Document.Parsed<ParsedNode> | undefined {
  const composer = new Composer<ParsedNode>({
    // Whatever a %YAML line says: in version 1.1 `yes` and `12:30` would not be text.
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    // Comparing every key with every other takes minutes for a long mapping; treeOf finds duplicates.
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: 'silent',
  });
  // The composer would make an error with a stack of each fault, and a file of quotes alone has a million.
  const onError = (place: Place, _code: string, message: string, isWarning?: boolean) => {
    if (isWarning) return;
    const { line } = lines.linePos(offsetOf(place));
    problems.push(problem(`This is not valid YAML: ${message}. Correct this line.`, line));
    if (problems.length >= MAX_PROBLEMS) throw new Error('These are enough.');
  };
  Object.assign(composer, { onError });
  try {
    const [document] = composer.compose(tokens);
    return document;
  } catch (error) {
    if (problems.length < MAX_PROBLEMS) throw error;
    return undefined;
  }
}

/** Where the composer finds a fault. */
type Place = number | readonly number[] | { offset: number };

function offsetOf(place: Place): number {
  if (typeof place === 'number') return place;
  return 'offset' in place ? place.offset : (place[0] ?? 0);
}

function problem(message: string, line: number | undefined): Problem {
  return { severity: 'error', path: '', message, ...(line === undefined ? {} : { line }) };
}

function refusal(message: string, line: number | undefined): YamlResult {
  return { ok: false, problems: [problem(message, line)] };
}
