import { withPresentNames } from './former-names.ts';
import { upgradeLegacy } from './legacy.ts';
import { readPlain } from './plain.ts';
import { formatPath, type LineOf, type Path, type Problem, parsePath, withLine } from './problem.ts';
import { DEFINITION_VERSION, type Definition, isDefinition } from './schema.ts';
import { readYaml } from './yaml.ts';

/**
 * A definition that can be stored, with what was odd about it, or the reasons why it is none. `lineOf` gives the line
 * of a place in the imported text (always undefined for JSON values).
 */
export type ImportResult =
  | { ok: true; definition: Definition; problems: Problem[]; lineOf: LineOf }
  | { ok: false; problems: Problem[] };

const MAX_PROBLEMS = 100;

/**
 * Reads a definition file: YAML or JSON text of version 7, or of the old format without a version
 * (`views/help/definition-format.md`). Never throws. Unknown fields are kept. Every problem has a path and, where the
 * text has one, a line.
 */
export function importDefinition(text: string): ImportResult {
  const read = readYaml(text);
  if (!read.ok) return read;
  const legacy = upgradeLegacy(read.value);
  const lineAt = (path: Path) => read.lineAt(legacy ? legacy.sourcePath(path) : path);
  return definitionFrom(legacy ? legacy.value : read.value, legacy !== undefined, lineAt);
}

/** Reads a definition given as a JSON value (an API body). The rules of `importDefinition`; never throws. */
export function parseDefinition(value: unknown): ImportResult {
  const plain = readPlain(value);
  if (!plain.ok) return plain;
  const legacy = upgradeLegacy(plain.value);
  return definitionFrom(legacy ? legacy.value : plain.value, legacy !== undefined, () => undefined);
}

function definitionFrom(
  written: unknown,
  isLegacy: boolean,
  lineAt: (path: Path) => number | undefined,
): ImportResult {
  const { value, former } = withPresentNames(written);
  const lineOf: LineOf = (path) => lineAt(parsePath(path));
  const faults: Problem[] = [];
  if (!isDefinition(value, faults)) {
    return { ok: false, problems: faults.slice(0, MAX_PROBLEMS).map((fault) => located(fault, lineOf)) };
  }
  const problems = [...notes(value, isLegacy), ...(isLegacy ? [] : noteOf(former))].map((problem) =>
    located(problem, lineOf),
  );
  return { ok: true, definition: value, problems, lineOf };
}

function located(problem: Problem, lineOf: LineOf): Problem {
  return withLine(problem, lineOf(problem.path));
}

function noteOf(former: string[]): Problem[] {
  if (former.length === 0) return [];
  const message = `The file uses former names, which were read as those of today: ${former.join(', ')}.`;
  return [{ severity: 'info', path: '', message }];
}

function notes(definition: Definition, isLegacy: boolean): Problem[] {
  const path = formatPath(['definitionVersion']);
  const { definitionVersion: version } = definition;
  if (isLegacy) {
    const message = 'This file has the old format without a version: it was turned into version 7.';
    return [{ severity: 'info', path: '', message }];
  }
  if (version === undefined || version === null) {
    const message = `definitionVersion is missing: the file was read as version ${DEFINITION_VERSION}.`;
    return [{ severity: 'warning', path, message }];
  }
  if (version === DEFINITION_VERSION) return [];
  const message = `The file has version ${version} and was read as version ${DEFINITION_VERSION}: check the flows.`;
  return [{ severity: 'warning', path, message }];
}
