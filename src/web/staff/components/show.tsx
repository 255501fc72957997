import { ComponentPage } from '../../../../views/components/show.tsx';
import { AppError } from '../../../lib/errors.ts';
import { handler, show } from '../../kit/page.ts';
import { shownComponent } from './facts.ts';

export const showComponent = handler<'key'>(async ({ deps, frame, param }) => {
  const component = deps.catalog.find({ key: param('key') });
  if (!component) throw new AppError('not_found', 'There is no such component here.');
  return show(<ComponentPage frame={frame} component={shownComponent(component)} />);
});
