import type { Task } from './templates.ts'

/** Braces mark slots, whose value is the same in all texts of a gig. */
export const englishTasks: readonly Task[] = [
  {
    titles: ['Help move {thing} to {target}', 'Two strong arms for {thing}', 'Moving {thing}, need a hand'],
    sentences: [
      [
        'I am moving {thing} to {target} and cannot do it alone.',
        'We bought {thing} and it has to go to {target}.',
      ],
      [
        'There is a lift in both buildings.',
        'It is on the second floor and there is no lift, sorry.',
        'A pickup with a driver is booked already.',
      ],
      [
        'Please bring gloves.',
        'I have straps and blankets here.',
        'It should take less time than I offer, but better safe than sorry.',
      ],
    ],
    slots: {
      thing: [
        'a three-seat sofa',
        'a dining table and six chairs',
        'a king-size bed',
        'a washing machine',
        'about twenty boxes of books',
        'a fridge',
        'an upright piano',
      ],
      target: [
        'a condo two streets away',
        'the ninth floor',
        'my sister’s house',
        'a storage room',
        'a new office',
      ],
    },
    hours: [2, 5],
    hourlyBaht: [250, 450],
    questions: [
      ['Is there a lift in the building?', 'Yes, a big one at the back. The guard will open it for us.'],
      ['How heavy is it all?', 'Heavy! But the two of us can manage it.'],
      ['Can a pickup stop in front?', 'For half an hour, the guard knows about it.'],
    ],
  },
  {
    titles: ['Clean {home}', 'Deep cleaning of {home}', 'Cleaning {home} before {occasion}'],
    sentences: [
      ['I need {home} cleaned before {occasion}.', 'It is {home}, and it has to shine before {occasion}.'],
      [
        'Kitchen, bathroom, floors and windows.',
        'Mostly floors and the bathroom; the kitchen is fine.',
        'The fridge and the oven should be done too.',
      ],
      ['All cleaning supplies are here.', 'Please bring your own supplies, I will pay for them.'],
    ],
    slots: {
      home: [
        'a studio',
        'a one-bedroom condo',
        'a two-bedroom condo',
        'a small house',
        'a shophouse with three floors',
      ],
      occasion: [
        'my parents visit',
        'I hand the keys back',
        'new tenants move in',
        'a house party',
        'the baby comes home',
      ],
    },
    hours: [2, 6],
    hourlyBaht: [180, 300],
    questions: [
      ['Do you have a vacuum cleaner?', 'Yes, and a mop. Anything else I can buy on the way.'],
      ['Are there pets at home?', 'One cat. She will hide under the bed all day.'],
      ['Shall I do the balcony as well?', 'Only if there is time left.'],
    ],
  },
  {
    titles: ['Walk {dogs}', 'Dog walker for {dogs}', '{Dogs} need a walk while I am at work'],
    sentences: [
      [
        'I work late this week and {dogs} need their walk.',
        'Looking for somebody who loves dogs to take {dogs} out.',
      ],
      [
        'One hour in the park is enough.',
        'They pull a little at the beginning, then they walk nicely.',
        'They are friendly with everybody but not with scooters.',
      ],
      ['Leash, bags and treats hang by the door.', 'The key is with the guard.'],
    ],
    slots: {
      dogs: [
        'two golden retrievers',
        'two young beagles',
        'three small poodles',
        'my two old labradors',
        'a pair of corgis',
      ],
    },
    hours: [1, 2],
    hourlyBaht: [150, 300],
    questions: [
      ['Do they get along with other dogs?', 'With most. Just keep a distance from the black one next door.'],
      ['May I give them treats?', 'One or two. They act as if they never eat.'],
    ],
  },
  {
    titles: ['Fix {fault}', '{Fault}: can you repair it?', 'Handy person wanted for {fault}'],
    sentences: [
      ['I have {fault} and it is driving me mad.', 'Since the weekend there is {fault} in my flat.'],
      [
        'I have tried a video from the internet and made it worse.',
        'The building says it is up to me.',
        'It may need a new part; I pay for it against the receipt.',
      ],
      ['Please bring your own tools.', 'There is a small toolbox here, but not much in it.'],
    ],
    slots: {
      fault: [
        'a leaking tap',
        'a blocked drain',
        'a door that does not close',
        'a broken light switch',
        'a toilet that never stops running',
        'a wobbly ceiling fan',
      ],
    },
    hours: [1, 3],
    hourlyBaht: [300, 600],
    questions: [
      [
        'Could you send me the make and model?',
        'There is no label on it, but I can measure whatever you need.',
      ],
      ['Can the water and the power be turned off?', 'Yes, both switches are next to the front door.'],
    ],
  },
  {
    titles: [
      'English conversation: {topic}',
      'Practise English with me: {topic}',
      'Conversation partner for {topic}',
    ],
    sentences: [
      [
        'I would like to practise speaking English: {topic}.',
        'My English is fine on paper, but not in my mouth. The topic is {topic}.',
      ],
      [
        'A native speaker would be great, but patience matters more.',
        'Please correct me whenever I make a mistake.',
        'I have some questions prepared already.',
      ],
      ['Any quiet café is fine and the coffee is on me.', 'We can meet at my office after work.'],
    ],
    slots: {
      topic: [
        'a job interview',
        'small talk at work',
        'a presentation about my company',
        'a test next month',
        'travelling in Europe',
      ],
    },
    hours: [1, 3],
    hourlyBaht: [300, 700],
    questions: [
      ['What level would you say you are?', 'Intermediate. I understand nearly all but speak slowly.'],
      ['Shall I prepare some exercises?', 'That would be lovely, thank you.'],
    ],
  },
  {
    titles: ['Assemble {piece}', 'Flat-pack help: {piece}', 'Put together {piece} for me'],
    sentences: [
      [
        'The box with {piece} has been standing in my hallway for weeks.',
        'I bought {piece} and have two left hands.',
      ],
      [
        'The instructions are there, the patience is not.',
        'All screws are counted, nothing is missing.',
        'It has to be fixed to the wall as well.',
      ],
      ['A cordless screwdriver is here.', 'Please bring a drill.'],
    ],
    slots: {
      piece: [
        'a wardrobe with three doors',
        'a bunk bed',
        'a standing desk',
        'two bookshelves',
        'a shoe cabinet',
        'a baby cot',
      ],
    },
    hours: [1, 4],
    hourlyBaht: [200, 450],
    questions: [
      ['Is the wall concrete or plasterboard?', 'Concrete, I am afraid.'],
      ['Will somebody help me lift it?', 'I will be there all the time and happy to help.'],
    ],
  },
  {
    titles: ['Photos at {event}', 'Photographer for {event}', '{Event}: who takes the pictures?'],
    sentences: [
      [
        'We need somebody with a good camera at {event}.',
        'Looking for relaxed, natural pictures at {event}.',
      ],
      [
        'About a hundred edited pictures are enough.',
        'Most of it is indoors with warm light.',
        'Group pictures at the beginning, then whatever happens.',
      ],
      ['Dinner is included.', 'Please show me some of your work first.'],
    ],
    slots: {
      event: [
        'a birthday party',
        'a small engagement',
        'the opening of a café',
        'a graduation day',
        'a company dinner',
      ],
    },
    hours: [2, 5],
    hourlyBaht: [500, 1200],
    questions: [
      ['How many guests are there?', 'About thirty, and half of them do not like cameras.'],
      ['When do you need the pictures?', 'Within a week would be great.'],
    ],
  },
  {
    titles: ['Set up {device}', 'Help with {device}', 'Somebody who understands {device}'],
    sentences: [
      ['I need help with {device}.', 'I have spent a whole evening on {device} and give up.'],
      [
        'Everything is unpacked but nothing works.',
        'It worked until last Sunday.',
        'Please explain it to me as if I were seventy, because I am.',
      ],
      ['The passwords are on a piece of paper.', 'No data may get lost, please.'],
    ],
    slots: {
      device: [
        'a home Wi-Fi network',
        'a new laptop',
        'a smart TV',
        'a printer',
        'two security cameras',
        'my old phone and its pictures',
      ],
    },
    hours: [1, 3],
    hourlyBaht: [300, 600],
    questions: [
      ['Do you have the manual?', 'Only in a language that I cannot read.'],
      ['Did it ever work?', 'For about an hour, on the first day.'],
    ],
  },
  {
    titles: ['Look after {plants} for a while', 'Water {plants} while I am away', 'Green thumb for {plants}'],
    sentences: [
      [
        'I am away for a few days and somebody has to water {plants}.',
        'Somebody has to look after {plants} until I am back.',
      ],
      [
        'Once a day in the evening is enough.',
        'A note at each pot says how much it wants.',
        'Two of them have to be repotted.',
      ],
      ['You may take all the ripe chillies.', 'The watering can is on the balcony.'],
    ],
    slots: {
      plants: [
        'forty pots on a balcony',
        'a roof garden',
        'my orchids',
        'a small herb garden',
        'the plants of our office',
      ],
    },
    hours: [1, 3],
    hourlyBaht: [120, 250],
    questions: [
      ['What if it rains?', 'Then only the ones under the roof need water.'],
      ['Shall I send you a picture now and then?', 'Yes please, I will miss them.'],
    ],
  },
  {
    titles: ['Translate at {office}', 'Thai and English at {office}', 'Come with me to {office}'],
    sentences: [
      [
        'I have an appointment at {office} and speak only a little Thai.',
        'Looking for somebody who translates for me at {office}.',
      ],
      [
        'It can take a while, so bring a book.',
        'All papers are prepared; it is only about talking.',
        'The last time I was sent home because of one stamp.',
      ],
      ['I pay the taxi for both of us.', 'We meet at the entrance.'],
    ],
    slots: {
      office: ['the immigration office', 'the land office', 'a bank', 'the hospital', 'the district office'],
    },
    hours: [2, 5],
    hourlyBaht: [300, 500],
    questions: [
      ['Which papers do you have with you?', 'Passport, contract and two copies of each.'],
      ['How long will it take?', 'Two hours, if the queue is short.'],
    ],
  },
  {
    titles: ['Pick up {parcel}', 'Courier for {parcel}', 'For somebody with a motorbike: {parcel}'],
    sentences: [
      ['I need somebody with a motorbike for {parcel}.', 'Please fetch {parcel} and bring it to my place.'],
      [
        'Everything fits into a backpack.',
        'Please handle with care.',
        'The other side is informed and waits in the lobby.',
      ],
      ['Please send me a picture when you have it.', 'Parking fees are on me.'],
    ],
    slots: {
      parcel: [
        'a birthday cake',
        'a set of keys',
        'some documents',
        'an old camera',
        'three bags of vintage clothes',
        'a parcel from the post office',
      ],
    },
    hours: [1, 2],
    hourlyBaht: [150, 300],
    questions: [
      ['Whom do I ask for?', 'Just tell them my name, they know about it.'],
      ['How big is it?', 'About the size of a shoe box.'],
    ],
  },
  {
    titles: ['Tutor for {subject}', 'Homework help: {subject}', 'A patient tutor wanted: {subject}'],
    sentences: [
      ['My daughter has trouble with {subject}.', 'My son needs a patient tutor for {subject}.'],
      [
        'There is a test next week.',
        'Twice a week would be ideal, but let us begin with one lesson.',
        'The school teaches in English.',
      ],
      ['There is tea, and there are biscuits.', 'Somebody of the family is always at home.'],
    ],
    slots: {
      subject: [
        'fractions',
        'primary school maths',
        'physics for beginners',
        'reading and spelling',
        'the first steps in programming',
        'basic chemistry',
      ],
    },
    hours: [1, 3],
    hourlyBaht: [300, 600],
    questions: [
      ['How old is the child?', 'Eleven, and clever when there is no screen around.'],
      ['Which book do you use?', 'The one from school. I will put it on the table.'],
    ],
  },
  {
    titles: ['Cook {meal}', 'Home cook for {meal}', 'Who cooks {meal} for us?'],
    sentences: [
      [
        'We would like to have {meal} and none of us can cook.',
        'I am looking for somebody who cooks {meal} at my place.',
      ],
      [
        'Two guests are vegetarian.',
        'Not too spicy, there are children.',
        'Please send me the shopping list a day before.',
      ],
      ['The kitchen is small but has everything.', 'Ingredients are paid for on top.'],
    ],
    slots: {
      meal: [
        'a Thai dinner for eight',
        'lunch for a small office',
        'a birthday brunch',
        'food for a whole week',
        'a vegan dinner for two',
      ],
    },
    hours: [2, 5],
    hourlyBaht: [250, 500],
    questions: [
      ['Is there a big wok?', 'There is one, and a rice cooker for ten people.'],
      ['Any allergies?', 'Peanuts, please none at all.'],
    ],
  },
  {
    titles: ['Paint {wall}', 'A fresh coat for {wall}', 'Help paint {wall}'],
    sentences: [
      ['I would like {wall} painted.', 'The colour for {wall} is chosen, now it needs hands.'],
      [
        'About twenty square metres, one colour.',
        'There are some cracks that need filling first.',
        'The furniture is moved aside already.',
      ],
      ['Paint, rollers and foil are here.', 'I will paint along and make coffee.'],
    ],
    slots: {
      wall: ['a bedroom', 'the wall of a café', 'a garden fence', 'a balcony', 'a nursery'],
    },
    hours: [3, 8],
    hourlyBaht: [200, 380],
    questions: [
      ['Do you want one coat or two?', 'Two, the old colour is quite dark.'],
      ['Can the windows stay open overnight?', 'Yes, it is on the fifth floor.'],
    ],
  },
  {
    titles: ['Help at {stall}', 'Extra pair of hands at {stall}', 'Help wanted: {stall}'],
    sentences: [
      ['We need one more person at {stall}.', 'Our colleague is ill, so we look for help at {stall}.'],
      ['Mostly serving and taking money.', 'It gets busy at times.', 'You should like talking to people.'],
      ['Food and drinks are free.', 'A dark T-shirt and closed shoes, please.'],
    ],
    slots: {
      stall: ['a coffee stall', 'a weekend market', 'a book fair', 'a small wedding', 'a charity run'],
    },
    hours: [3, 8],
    hourlyBaht: [120, 220],
    questions: [
      ['Do I have to speak Thai?', 'A little helps, but English is fine.'],
      ['Where do I report?', 'At the blue tent, ask for me.'],
    ],
  },
]
