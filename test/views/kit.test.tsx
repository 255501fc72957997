import { describe, expect, test } from 'bun:test';
import { KIT } from './kit.tsx';
import { foreignMarkup } from './vocabulary.ts';

describe('every part in every state', () => {
  test.each(Object.entries(KIT))('%s is made of nothing but our vocabulary', (_, page) => {
    expect(foreignMarkup(`<!doctype html>${String(page())}`)).toEqual([]);
  });
});
