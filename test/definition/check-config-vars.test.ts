import { describe, expect, test } from 'bun:test';
import { told } from './told.ts';

describe('config variables and pages', () => {
  test('need different keys, and connections a component', () => {
    const variables =
      'flows: []\nrequiredConfigVars: [{key: A, dataType: string}, {key: A, dataType: connection}]\n';
    expect(told(variables)).toEqual([
      'error requiredConfigVars[1].key The config variable A is there twice: rename one of them.',
      'error requiredConfigVars[1] The connection A does not say of which component: add connection.',
    ]);
  });

  test('with a schedule have one that exists', () => {
    const variables =
      'flows: []\nrequiredConfigVars: [{key: A, dataType: schedule, defaultValue: daily, timeZone: Nowhere}]\n';
    expect(told(variables)).toHaveLength(2);
  });

  test('must be there for a page to show them', () => {
    const pages =
      'flows: []\nconfigPages: [{name: P, elements: [{type: configVar, value: Bucket}, {type: htmlElement, value: <p>}]}]\n';
    expect(told(pages)).toEqual([
      'error configPages[0].elements[0] The page P shows Bucket, which is no config variable: add the variable, or remove it from the page.',
    ]);
  });
});
