import type { Catalog } from '../../components/catalog.ts';
import { formatPath, type LineOf, type Path, type Problem, withLine } from '../document/problem.ts';
import type { Definition } from '../document/schema.ts';
import { checkCode } from './code.ts';
import { checkComponents } from './components.ts';
import { checkConfigVars } from './config-vars.ts';
import { checkFlows } from './flows.ts';
import { checkNotObeyed } from './not-obeyed.ts';
import { checkReferences } from './references.ts';

/**
 * What a check found. `references` counts every reference to a step (in inputs, names, terms and templates) and those
 * that lead to a step which may have run; `components` the distinct component keys and those that are not known here.
 */
export type CheckReport = {
  references: { total: number; resolved: number };
  components: { total: number; missing: string[] };
  problems: Problem[];
};

/** Adds a problem at a place of the document; the message is a function where it takes time to make. */
export type Report = (severity: Problem['severity'], path: Path, message: string | (() => string)) => void;

const MAX_PROBLEMS = 500;

/**
 * Looks for everything that would make an integration fail or surprise: references, config variables, components,
 * branches, schedules, queues. Every problem says what is wrong and what to do; `lineOf` (of the import) adds lines.
 * Never throws. From the 501st problem on they are only counted.
 */
export function checkDefinition(
  definition: Definition,
  catalog: Catalog,
  lineOf: LineOf = () => undefined,
): CheckReport {
  const problems: Problem[] = [];
  const more = { errors: 0, others: 0 };
  const report: Report = (severity, path, message) => {
    if (problems.length >= MAX_PROBLEMS) {
      more[severity === 'error' ? 'errors' : 'others']++;
      return;
    }
    const text = typeof message === 'string' ? message : message();
    const place = formatPath(path);
    problems.push(withLine({ severity, path: place, message: text }, lineOf(place)));
  };
  checkFlows(definition, catalog, report);
  const references = checkReferences(definition, report);
  checkConfigVars(definition, catalog, report);
  const components = checkComponents(definition, catalog, report);
  checkCode(definition, catalog, report);
  checkNotObeyed(definition, report);
  return { references, components, problems: [...problems, ...rest(more)] };
}

function rest({ errors, others }: { errors: number; others: number }): Problem[] {
  if (errors + others === 0) return [];
  const message = `${errors + others} more problems (${errors} errors) are not listed: correct these first.`;
  return [{ severity: errors > 0 ? 'error' : 'info', path: '', message }];
}
