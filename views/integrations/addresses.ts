import { withQuery } from '../../src/lib/query.ts';

/** Addresses on the page of one integration. */
export type StepAddresses = { id: string; flow: string };

export function flowHref({ id, flow }: StepAddresses): string {
  return withQuery(`/integrations/${id}`, { flow });
}

/** The panel has the anchor, so that it is in sight where it stands below the steps. */
export function stepHref(at: StepAddresses, number: string): string {
  return `${withQuery(flowHref(at), { step: number })}#shown-step`;
}

/** A part of a flow that is too long for one page, from 1. */
export function partHref(at: StepAddresses, part: number): string {
  return withQuery(flowHref(at), { part });
}

export function configurationHref(id: string): string {
  return `/integrations/${id}/configuration`;
}

/** A config variable on the configuration page, by its position in the definition. */
export function variableHref(id: string, position: number): string {
  return `${configurationHref(id)}#${variableId(position)}`;
}

export function variableId(position: number): string {
  return `variable-${position + 1}`;
}
