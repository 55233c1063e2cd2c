/** A question of an invented set: number, part, text. */
export type Printed = readonly [number: string, part: string, text: string];

/**
 * A question of the newer set, with the numbers of the earlier ones whose answers belong to it: none for a new one, more than one
 * for a merged one. Several rows with one number were split from it.
 */
export type Newer = readonly [number: string, part: string, text: string, from: readonly string[]];

/** Two versions of an invented question set. */
export interface TwoVersions {
  readonly name: string;
  readonly before: readonly Printed[];
  readonly after: readonly Newer[];
}

/** Invented questions in the manner of consultations, with the changes that departments make while one is open. */
export const pairsOfSets: readonly TwoVersions[] = [
  {
    name: 'kinship care',
    before: [
      ['1', 'About you', 'Are you responding as an individual or on behalf of an organisation?'],
      ['2', 'About you', 'What is the name of your organisation?'],
      ['3', 'Local offer', 'Do you agree that every council should publish a local offer for kinship carers?'],
      ['4', 'Local offer', 'What should a local offer for kinship carers contain?'],
      ['5', 'Local offer', 'How should councils make sure that carers know about the local offer, and how often should they review it?'],
      ['6', 'Allowances', 'Do you agree that allowances for kinship carers should equal those of foster carers?'],
      ['7', 'Allowances', 'Please give reasons for your answer.'],
      ['8', 'Allowances', 'Which of these costs should allowances cover?'],
      ['9', 'Training', 'What training should kinship carers be offered in the first year?'],
      ['10', 'Training', 'Who should provide the training of kinship carers?'],
      ['11', 'Training', 'Should training be open to special guardians?'],
      ['12', 'Schools', 'Should each school have a named lead for children in kinship care?'],
      ['13', 'Schools', 'Should these children have priority for admission to schools?'],
      ['14', 'Schools', 'What other support do schools need to help children in kinship care?'],
      ['15', 'Housing', 'What stops kinship carers from moving to a larger home?'],
      ['16', 'Employment', 'Do you agree with a right to paid leave for kinship carers?'],
      ['17', 'Employment', 'Please give reasons for your answer.'],
      ['18', 'Equality', 'What effect would these proposals have on people with protected characteristics?'],
      ['19', 'Closing', 'Is there anything else that you would like to tell us?'],
    ],
    after: [
      ['1', 'About you', 'Are you responding as an individual, or on behalf of an organisation or group?', ['1']],
      ['2', 'About you', 'What is the name of your organisation?', ['2']],
      ['3', 'About you', 'In which region do you live or work?', []],
      ['4', 'The local offer', 'To what extent do you agree that each council should publish a local offer for kinship carers?', ['3']],
      ['5', 'The local offer', 'What should be in a council’s local offer for kinship carers?', ['4']],
      ['6', 'The local offer', 'How should councils make sure that carers know about the local offer?', ['5']],
      ['7', 'The local offer', 'How often should councils review the local offer?', ['5']],
      ['8', 'Allowances', 'Do you agree that kinship allowances should equal fostering allowances?', ['6']],
      ['9', 'Allowances', 'Please give reasons for your answer.', ['7']],
      ['10', 'Training', 'What training should kinship carers be offered, and who should provide it?', ['9', '10']],
      ['11', 'Training', 'Should training be open to special guardians as well as to kinship carers?', ['11']],
      ['12', 'Schools', 'Should these children have priority for admission to schools?', ['13']],
      ['13', 'Schools', 'Should each school have a named lead for children in kinship care?', ['12']],
      ['14', 'Support', 'What other support do schools need to help children in kinship care?', ['14']],
      ['15', 'Support', 'What help do kinship carers need with their own mental health?', []],
      ['16', 'Employment', 'Do you agree that kinship carers should have a right to paid leave?', ['16']],
      ['17', 'Employment', 'Please give reasons for your answer.', ['17']],
      ['18', 'Housing', 'What prevents kinship carers from moving to a home that is large enough?', ['15']],
      ['19', 'Equality', 'What effect would the proposals in this document have on people with protected characteristics?', ['18']],
      ['20', 'Closing', 'Do you have anything else to tell us?', ['19']],
    ],
  },
  {
    name: 'a transport strategy',
    before: [
      ['1', '', 'How far do you agree with the vision for 2050?'],
      ['2', '', 'How far do you agree with the mission on climate?'],
      ['3', '', 'How far do you agree with the mission on reliable journeys?'],
      ['4', '', 'How far do you agree with the mission on inclusion?'],
      ['5', '', 'How far do you agree with the mission on growth?'],
      ['6', '', 'Which mission matters most to you?'],
      ['7', '', 'What would help people to walk and cycle more?'],
      ['8', '', 'What would help people to use buses more?'],
      ['9', '', 'What would help more freight to go by rail?'],
      ['10', '', 'How should new roads be paid for?'],
      ['11', '', 'How should public transport be paid for?'],
      ['12', '', 'Do you have comments on the evidence base?'],
      ['13', '', 'Do you have comments on the integrated sustainability appraisal?'],
      ['14', '', 'Do you have comments on the plan for monitoring?'],
      ['15', '', 'How would the strategy affect rural areas?'],
    ],
    after: [
      ['1', '', 'How far do you agree with our vision for the region in 2050?', ['1']],
      ['2', '', 'How far do you agree with the mission on reliable journeys?', ['3']],
      ['3', '', 'How far do you agree with the mission on inclusion and integration?', ['4']],
      ['4', '', 'How far do you agree with the mission on decarbonisation?', ['2']],
      ['5', '', 'How far do you agree with the mission on sustainable growth?', ['5']],
      ['6', '', 'Which of the missions is the most important to you?', ['6']],
      ['7a', '', 'What would help people to walk more?', ['7']],
      ['7b', '', 'What would help people to cycle more?', ['7']],
      ['8', '', 'What would encourage people to use buses more often?', ['8']],
      ['9', '', 'What would help more freight to go by rail and water?', ['9']],
      ['10', '', 'How should new roads and public transport be paid for?', ['10', '11']],
      ['11', '', 'Do you have comments on the evidence base, or on the plan for monitoring?', ['12', '14']],
      ['12', '', 'Do you have comments on the integrated sustainability appraisal?', ['13']],
      ['13', '', 'How would the strategy affect people in rural and coastal areas?', ['15']],
      ['14', '', 'How did you hear about this consultation?', []],
    ],
  },
  {
    name: 'inspection of homes',
    before: [
      ['A1', 'A', 'Should inspectors visit each children’s home twice a year?'],
      ['A2', 'A', 'Should visits be announced?'],
      ['A3', 'A', 'What should inspectors ask the children who live in a home?'],
      ['B1', 'B', 'Do you agree with fines for homes that are not registered?'],
      ['B2', 'B', 'Do you agree with publishing the names of homes that are not registered?'],
      ['B3', 'B', 'Do you agree with closing homes that fail two inspections?'],
      ['C1', 'C', 'What would the proposals cost your organisation?'],
      ['C2', 'C', 'What would the proposals save your organisation?'],
      ['C3', 'C', 'Over how many years should the changes come in?'],
      ['C4', 'C', 'Do you have any further comments?'],
    ],
    after: [
      ['1', 'Visits', 'Should inspectors visit each children’s home at least twice a year?', ['A1']],
      ['2', 'Visits', 'Should visits to homes be announced beforehand?', ['A2']],
      ['3', 'Visits', 'What should inspectors ask children who live in the home, and their families?', ['A3']],
      ['4', 'Sanctions', 'Do you agree with fines for homes that are not registered, and with publishing their names?', ['B1', 'B2']],
      ['5', 'Sanctions', 'Do you agree with closing homes that fail two inspections in a row?', ['B3']],
      ['6', 'Costs', 'What would the proposals cost or save your organisation?', ['C1', 'C2']],
      ['7', 'Costs', 'Over what period should the changes come in?', ['C3']],
      ['8', 'Costs', 'Do you have any other comments?', ['C4']],
      ['9', 'Costs', 'Can we contact you about your response?', []],
    ],
  },
];
