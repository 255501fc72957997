import type { Component } from '../../src/components/component.ts';

/**
 * Whether a component is made by hand. Connectors of services are tables, which all go the same way: what they ask for is
 * tried against each one's contract.
 */
export const isMadeByHand = ({ display }: Component): boolean =>
  ['Data', 'Logic', 'Triggers'].includes(display.category ?? '');
