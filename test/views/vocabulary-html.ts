// The HTML and SVG that our pages are made of: each tag with the attributes that it alone takes.

const plain = (tags: string) => tags.split(' ').map((tag): [string, string] => [tag, '']);

const CONTROL = 'name value disabled required readonly form autocomplete placeholder minlength maxlength';
const SHAPE = 'fill stroke opacity transform vector-effect stroke-width';

export const TAGS = new Map<string, Set<string>>(
  [
    ...plain('head title body header nav main aside footer section article h1 h2 h3 h4 h5 h6 p div span'),
    ...plain('strong b em i u s small code kbd samp var q pre br hr sub sup abbr mark dl dt dd ul figure'),
    ...plain('figcaption summary legend datalist table caption thead tbody tfoot tr search hgroup wbr'),
    ['html', 'lang'],
    ['meta', 'charset name content http-equiv'],
    ['link', 'rel href type media sizes blocking'],
    ['script', 'src defer type nonce'],
    ['style', 'nonce'],
    ['a', 'href download rel target hreflang'],
    ['img', 'src alt width height loading decoding'],
    ['time', 'datetime'],
    ['ins', 'datetime cite'],
    ['del', 'datetime cite'],
    ['blockquote', 'cite'],
    ['details', 'open name'],
    ['dialog', 'open'],
    ['form', 'action method enctype novalidate autocomplete'],
    ['input', `${CONTROL} type checked min max step pattern list accept multiple formaction size`],
    ['textarea', `${CONTROL} rows cols wrap`],
    ['select', 'name disabled required multiple size form autocomplete'],
    ['option', 'value selected disabled label'],
    ['optgroup', 'label disabled'],
    ['button', 'type name value disabled form formaction formmethod formnovalidate'],
    ['label', 'for'],
    ['output', 'for name form'],
    ['progress', 'value max'],
    ['meter', 'value min max low high optimum'],
    ['fieldset', 'disabled name form'],
    ['ol', 'start reversed type'],
    ['li', 'value'],
    ['th', 'scope colspan rowspan headers abbr'],
    ['td', 'colspan rowspan headers'],
    ['colgroup', 'span'],
    ['col', 'span'],
    ['svg', 'xmlns viewbox width height preserveaspectratio fill stroke'],
    ['symbol', 'viewbox'],
    ['defs', ''],
    ['use', 'href'],
    ['g', SHAPE],
    ['path', `${SHAPE} d`],
    ['rect', `${SHAPE} x y width height rx ry`],
    ['circle', `${SHAPE} cx cy r`],
    ['ellipse', `${SHAPE} cx cy rx ry`],
    ['line', `${SHAPE} x1 y1 x2 y2`],
    ['polyline', `${SHAPE} points`],
    ['polygon', `${SHAPE} points`],
    ['pattern', 'width height x y patternunits'],
    ['hx-partial', ''],
  ].map(([tag = '', attributes = '']) => [tag, new Set(attributes.split(' ').filter((name) => name !== ''))]),
);

export const GLOBAL = new Set(
  'id class title lang dir hidden inert tabindex role autofocus spellcheck inputmode translate'.split(' '),
);

export const ARIA = new Set(
  `activedescendant atomic autocomplete busy checked colcount colindex colspan controls current describedby
  details disabled errormessage expanded haspopup hidden invalid keyshortcuts label labelledby level live modal
  multiline multiselectable orientation owns placeholder posinset pressed readonly relevant required
  roledescription rowcount rowindex rowspan selected setsize sort valuemax valuemin valuenow valuetext`
    .split(/\s+/)
    .map((name) => `aria-${name}`),
);

/** As htmx 4.0.1 names them, without those that need `eval`. */
export const HTMX = new Set(
  `get post put patch delete query action method target swap swap-oob select select-oob trigger include vals
  headers confirm indicator disable sync boost config encoding validate push-url replace-url preserve ignore
  history-elt morph-skip morph-skip-children sse:connect sse:close`
    .split(/\s+/)
    .map((name) => `hx-${name}`),
);

export const ROLES = new Set(
  `alert alertdialog combobox dialog group img listbox list listitem log navigation none option presentation
  radiogroup region row rowgroup search status switch tab tablist tabpanel toolbar tree treeitem`.split(
    /\s+/,
  ),
);

export const VOID = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
export const SVG = new Set(
  'path rect circle ellipse line polyline polygon use g symbol defs pattern svg'.split(' '),
);

/** What ends a paragraph, however it was meant. */
export const BLOCK = new Set(
  `address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5
  h6 header hgroup hr main menu nav ol p pre search section table ul`.split(/\s+/),
);
