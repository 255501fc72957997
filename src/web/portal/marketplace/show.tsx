import { type Need, OfferPage } from '../../../../views/portal/offer.tsx';
import type { VariableQuestion } from '../../../definition/read/questions.ts';
import { links } from '../../../lib/links.ts';
import { renderMarkdown } from '../../../lib/markdown.ts';
import { visibleVariables } from '../../../models/config-variables.ts';
import { getOffer } from '../../../models/listings.ts';
import { activateOffer } from '../../../models/offers.ts';
import { may } from '../../../models/rights.ts';
import { askedBy } from '../../configuration/asked.ts';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { ownAndOffered } from '../mine/own.ts';
import { ownViewer } from '../own-customer.ts';

export const showOffer = handler<'id'>(async ({ deps, frame, user, param }) => {
  const viewer = ownViewer(user);
  const offer = await getOffer(deps.store.read, viewer, param('id'));
  const { definition, compiled, questions } = await askedBy(deps, offer.integrationId, offer.version);
  const visible = new Set(visibleVariables(viewer, compiled.configVars).map(({ key }) => key));
  const { own } = await ownAndOffered(deps, viewer);
  const facts = {
    ...{ frame, offer },
    description: definition.description ?? '',
    documentation: definition.documentation ? renderMarkdown(definition.documentation) : undefined,
    needs: questions.filter(({ variable }) => visible.has(variable.key)).map(needOf),
    own: own.find(({ integrationId }) => integrationId === offer.integrationId),
    mayActivate: may(user, 'marketplace:write'),
  };
  return show(<OfferPage {...facts} />);
});

function needOf({ variable, connection }: VariableQuestion): Need {
  const kind = connection ? 'account' : variable.dataType === 'schedule' ? 'time' : 'answer';
  return {
    kind,
    name: variable.key,
    note: variable.description,
    isOptional: !variable.required,
  };
}

export const submitActivation = handler<'id'>(async ({ deps, user, param }) => {
  const made = await activateOffer(actingAs(deps, user), ownViewer(user), param('id'));
  const isBegun = made.state !== 'needs_configuration';
  return goTo(isBegun ? links.marketplaceOwn(made.id) : links.marketplaceAnswers(made.id));
});
