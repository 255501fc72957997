/** The elements that only draw, or say what is drawn: no others are kept. Links, pictures and animations are none. */
export const DRAWS = new Set(
  `svg g defs symbol use switch title desc style path rect circle ellipse line polyline polygon
  text tspan textPath marker pattern mask clipPath linearGradient radialGradient stop filter
  feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
  feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode
  feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`.split(/\s+/),
);

/** What runs, or brings another language into the drawing; in lower case. */
export const RUNS = new Set(
  `script handler listener foreignobject iframe frame object embed applet audio video canvas html body form
  input link meta base`.split(/\s+/),
);
