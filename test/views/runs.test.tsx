import { expect, test } from 'bun:test';
import { Runs } from '../../views/instances/runs.tsx';

test('where nothing has run of late, it is said where older runs may be found', () => {
  expect(`${<Runs rows={[]} />}`).toContain('Nothing has run yet.');
  const further = `${<Runs rows={[]} further="/executions?instance=ins_1" />}`;
  expect(further).not.toContain('Nothing has run yet');
  expect(further).toContain('<a href="/executions?instance=ins_1">Look further back</a>');
});
