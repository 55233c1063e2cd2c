/** One input of a date as `govuk/date-input` is given it; every part may be left out. */
type Given = Readonly<Record<string, unknown>>;

const usual = [{ name: 'day' }, { name: 'month' }, { name: 'year', width: '4' }] as const;

const isGiven = (value: unknown): value is Given => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The inputs of a date, as options of `govuk/input`: three unless told, named after the date, wide enough for what goes
 * in, and all marked wrong where the error does not say which one is.
 */
export function dateItems(options: unknown): readonly Given[] {
  if (!isGiven(options)) return [];
  const given = Array.isArray(options['items']) && options['items'].length > 0 ? options['items'].filter(isGiven) : usualParts(options);
  const anyMarked = given.some(isMarked);
  return given.map((item) => {
    const marked = isMarked(item) || (item['error'] !== false && isGiven(options['errorMessage']) && !anyMarked);
    return inputOf(options, item, marked);
  });
}

/** Day, month and year, each with its given options; a part given as false is left out. */
function usualParts(options: Given): readonly Given[] {
  return usual
    .filter(({ name }) => options[name] !== false)
    .map((item) => {
      const own = options[item.name];
      return isGiven(own) ? { ...item, ...own } : item;
    });
}

function isMarked(item: Given): boolean {
  return item['error'] === true || textOf(item['classes']).includes('govuk-input--error');
}

function inputOf(options: Given, item: Given, marked: boolean): Given {
  const name = textOf(item['name']);
  const full = textOf(options['namePrefix']) === '' ? name : `${textOf(options['namePrefix'])}-${name}`;
  const own = textOf(item['classes']);
  const classes = [
    'govuk-date-input__input',
    ...(marked && !own.includes('govuk-input--error') ? ['govuk-input--error'] : []),
    ...(own.includes('govuk-input--width-') ? [] : [`govuk-input--width-${textOf(item['width']) || (name === 'year' ? '4' : '2')}`]),
    ...(own === '' ? [] : [own]),
  ];
  const values = isGiven(options['values']) ? options['values'] : {};
  return {
    ...item,
    label: textOf(item['label']) === '' ? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}` : item['label'],
    id: textOf(item['id']) === '' ? `${textOf(options['id'])}-${name}` : item['id'],
    name: full,
    classes: classes.join(' '),
    value: item['value'] ?? values[full] ?? values[name],
    inputmode: item['inputmode'] ?? 'numeric',
  };
}
