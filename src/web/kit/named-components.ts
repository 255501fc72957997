import type { Component } from '../../components/component.ts';
import { AppError } from '../../lib/errors.ts';
import type { Deps } from './deps.ts';

/** Whether a part of the component's words is that text, whatever its case. */
export function isNamed({ key, display, actions, triggers }: Component, text: string): boolean {
  const parts = [...Object.values(actions), ...Object.values(triggers)];
  const names = [key, display.label, display.description, ...parts.map((part) => part.display.label)];
  return names.some((name) => name.toLowerCase().includes(text.toLowerCase()));
}

/** The component of that key, in its newest version. @throws AppError `not_found` */
export function componentAt({ catalog }: Pick<Deps, 'catalog'>, key: string): Component {
  const component = catalog.find({ key });
  if (component) return component;
  throw new AppError('not_found', 'There is no such component here.');
}
