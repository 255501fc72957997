import type { Catalog } from '../../components/catalog.ts';
import { findPackage, missingPackage, modulesRefusedIn, requiredBy } from '../../lib/code-packages.ts';
import { own } from '../../lib/records.ts';
import type { Path } from '../document/problem.ts';
import type { ActionReference, Definition, StepInput } from '../document/schema.ts';
import { allSteps } from '../document/walk.ts';
import type { Report } from './check.ts';

/** Checks what the code of steps and data sources requires: whether it is here. */
export function checkCode({ flows, requiredConfigVars }: Definition, catalog: Catalog, report: Report): void {
  for (const [index, flow] of flows.entries())
    for (const { step, path } of allSteps(flow.steps, ['flows', index, 'steps']))
      checkOne(step.action, step.inputs, path, catalog, report);
  for (const [index, { dataSource, inputs }] of (requiredConfigVars ?? []).entries())
    if (dataSource) checkOne(dataSource, inputs, ['requiredConfigVars', index], catalog, report);
}

function checkOne(
  { component }: ActionReference,
  inputs: Record<string, StepInput> | null | undefined,
  path: Path,
  catalog: Catalog,
  report: Report,
): void {
  const code = own(inputs, 'code');
  if (component.key !== 'code' || code?.type !== 'value' || typeof code.value !== 'string') return;
  const place = [...path, 'inputs', 'code'];
  const packages = catalog.packages();
  for (const name of requiredBy(code.value))
    if (!findPackage(packages, name)) report('warning', place, missingPackage(packages, name));
  for (const name of modulesRefusedIn(code.value)) {
    const message = `Code has no module ${name} here, since it has neither files nor other processes: do without it.`;
    report('warning', place, message);
  }
}
