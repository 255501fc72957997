import type { Component } from '../../components/component.ts';
import { AppError } from '../../lib/errors.ts';
import { links } from '../../lib/links.ts';
import type { Deps } from './deps.ts';

/** Whether a part of the component's words is that text, whatever its case. */
export function isNamed({ key, display, actions, triggers }: Component, text: string): boolean {
  const parts = [...Object.values(actions), ...Object.values(triggers)];
  const names = [key, display.label, display.description, ...parts.map((part) => part.display.label)];
  return names.some((name) => name.toLowerCase().includes(text.toLowerCase()));
}

/** The component of that key, in its newest version or in that one. @throws AppError `not_found` */
export function componentAt(
  { catalog }: Pick<Deps, 'catalog'>,
  key: string,
  version?: string | undefined,
): Component {
  const component = catalog.find({ key, version });
  if (component) return component;
  throw new AppError('not_found', 'There is no such component here.');
}

/** The address of a component's own picture; undefined where a drawing of ours stands for it. */
export function pictureOf({ key, custom }: Component): string | undefined {
  return custom?.icon ? links.icon(key, custom.icon) : undefined;
}
