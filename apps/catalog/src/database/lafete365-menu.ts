import type { DemoItem, DemoMenu, DemoText } from './demo-menu.js';

const small: DemoText = ['500 g', '500 ग्राम'];
const large: DemoText = ['1 kg', '1 किलो'];

/** A cake in its two sizes; the small one is what most people take. */
const cake = (
  slug: string,
  name: DemoText,
  description: DemoText,
  [half, whole]: readonly [half: number, whole: number],
  diet: DemoItem['diet'] = 'EGG',
): DemoItem => ({
  slug,
  name,
  description,
  diet,
  price: half,
  station: 'oven',
  category: 'cakes',
  variants: { '500g': [small, half], '1kg': [large, whole] },
  groups: ['cake-extras'],
  minutes: 45,
  allergens: diet === 'EGG' ? ['gluten', 'dairy', 'egg'] : ['gluten', 'dairy'],
});

/** A cake shop in Delhi: 18 % on cakes, prices with tax. */
export const lafete365Menu: DemoMenu = {
  slug: 'lafete365',
  tax: { taxClass: 'bakery', rateBasisPoints: 1_800, code: '190590' },
  categories: { cakes: ['Cakes', 'केक'], pastries: ['Pastries', 'पेस्ट्री'], extras: ['For the party', 'पार्टी के लिए'] },
  groups: {
    'cake-extras': {
      name: ['Make it yours', 'अपनी पसंद से सजाएँ'],
      choices: [0, 3],
      modifiers: {
        message: [['Message on the cake', 'केक पर संदेश'], 0],
        candles: [['Candles', 'मोमबत्तियाँ'], 5_000],
        'photo-print': [['Photo print', 'फ़ोटो प्रिंट'], 25_000],
      },
    },
  },
  items: [
    cake(
      'black-forest',
      ['Black Forest cake', 'ब्लैक फ़ॉरेस्ट केक'],
      ['Chocolate sponge, cherries and cream', 'चॉकलेट स्पंज, चेरी और क्रीम'],
      [65_000, 120_000],
    ),
    cake(
      'red-velvet',
      ['Red velvet cake', 'रेड वेलवेट केक'],
      ['Cocoa sponge with cream cheese', 'क्रीम चीज़ के साथ कोको स्पंज'],
      [75_000, 140_000],
    ),
    cake(
      'chocolate-truffle',
      ['Chocolate truffle cake, eggless', 'चॉकलेट ट्रफ़ल केक, बिना अंडे'],
      ['Dark chocolate ganache', 'डार्क चॉकलेट गनाश'],
      [70_000, 130_000],
      'VEG',
    ),
    cake(
      'pineapple',
      ['Pineapple cake', 'पाइनएप्पल केक'],
      ['Vanilla sponge with pineapple and cream', 'पाइनएप्पल और क्रीम के साथ वनीला स्पंज'],
      [60_000, 110_000],
    ),
    {
      slug: 'truffle-pastry',
      name: ['Truffle pastry', 'ट्रफ़ल पेस्ट्री'],
      price: 12_000,
      station: 'finishing',
      category: 'pastries',
      allergens: ['gluten', 'dairy'],
      minutes: 5,
    },
    {
      slug: 'party-candles',
      name: ['Sparkling candles, pack of four', 'चमकीली मोमबत्तियाँ, चार का पैक'],
      price: 15_000,
      station: 'counter',
      category: 'extras',
      diet: 'NONE',
      tax: { taxClass: 'candles', rateBasisPoints: 1_200, code: '340600' },
      minutes: 1,
    },
  ],
};
