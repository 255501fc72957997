import { ComponentPage } from '../../../../views/components/show.tsx';
import { componentAt } from '../../kit/named-components.ts';
import { handler, show } from '../../kit/page.ts';
import { shownComponent } from './facts.ts';

export const showComponent = handler<'key'>(async ({ deps, frame, param }) => {
  const component = componentAt(deps, param('key'));
  return show(<ComponentPage frame={frame} component={shownComponent(component)} />);
});
