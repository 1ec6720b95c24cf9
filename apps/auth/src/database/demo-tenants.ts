import type { Capability, DataOf, OutletState, Role, TenantState } from '@chowk/contracts';
import { seedId } from '@chowk/kit';

type TenantFacts = Omit<DataOf<typeof TenantState>, 'status' | 'currency'>;
type OutletFacts = Omit<DataOf<typeof OutletState>, 'removed'>;

/** A staff member of a demo tenant; `outlet` absent: all of them. */
interface DemoStaff {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly outlet?: string;
}

export interface DemoTenant {
  readonly tenant: TenantFacts;
  readonly outlets: readonly OutletFacts[];
  readonly staff: readonly DemoStaff[];
}

const everyDay = (opens: string, closes: string) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens, closes }));

const kitchenStations = ['tawa', 'steam', 'curry', 'rice', 'tandoor', 'counter'];

/** The demo's guests all come from one address, so that the limit per address would be reached by a load test alone. */
const otpPerAddressPerHour = 100_000;

/** Where a frontend's development server answers, so that its pages may call from the first minute. */
const frontends = ['http://127.0.0.1:5173', 'http://localhost:5173'];

const registration = (slug: string, stateCode: string, gstin: string, legalName: string, fssai: string) => ({
  id: seedId(`registration/${slug}/${stateCode}`),
  gstin,
  stateCode,
  regime: 'REGULAR' as const,
  legalName,
  fssai,
});

const tenant = (
  slug: string,
  facts: Pick<TenantFacts, 'name' | 'languages' | 'pricesIncludeTax' | 'orderNumberPrefix' | 'taxRegistrations'> & {
    readonly capabilities: Capability[];
    readonly origins?: string[];
    readonly settings: Pick<TenantFacts['settings'], 'paymentTiming' | 'latePayment' | 'serviceCharge'>;
  },
): TenantFacts => {
  const { settings, ...rest } = facts;
  return {
    id: seedId(`tenant/${slug}`),
    slug,
    timeZone: 'Asia/Kolkata',
    origins: [],
    settings: { ...settings, unpaidExpiryMinutes: 15, tablePolicy: 'NONE', otpPerAddressPerHour },
    ...rest,
  };
};

const staffOf = (slug: string, name: string, role: Role, at?: { outlet: string; suffix: string }): DemoStaff => {
  const local = `${role.toLowerCase().replace('platform_', '')}${at?.suffix ?? ''}`;
  return {
    id: seedId(`staff/${slug}/${local}`),
    name,
    email: `${local}@${slug}.example`,
    roles: [role],
    ...(at ? { outlet: seedId(`outlet/${slug}/${at.outlet}`) } : {}),
  };
};

const indiranagar = { outlet: 'indiranagar', suffix: '' };
const koramangala = { outlet: 'koramangala', suffix: '.kor' };

const intellidine: DemoTenant = {
  tenant: tenant('intellidine', {
    name: 'Intellidine',
    capabilities: ['dine-in', 'takeaway', 'kitchen', 'inventory', 'loyalty'],
    languages: ['en', 'hi', 'kn'],
    pricesIncludeTax: false,
    orderNumberPrefix: 'IND',
    taxRegistrations: [
      registration('intellidine', '29', '29AABCI4521K1ZI', 'Intellidine Foods Private Limited', '11223344000129'),
    ],
    origins: frontends,
    settings: {
      paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' },
      latePayment: 'REVIVE_IF_STOCK',
      serviceCharge: { basisPoints: 500, taxRateBasisPoints: 500 },
    },
  }),
  outlets: [
    {
      id: seedId('outlet/intellidine/indiranagar'),
      code: 'IND',
      name: 'Intellidine Indiranagar',
      timeZone: 'Asia/Kolkata',
      businessDayStart: '04:00',
      taxRegistrationId: seedId('registration/intellidine/29'),
      address: { line1: '412, 100 Feet Road', line2: 'Indiranagar', city: 'Bengaluru', pin: '560038', stateCode: '29' },
      coordinates: { latitude: 12.9719, longitude: 77.6412 },
      openingHours: everyDay('08:00', '23:00'),
      stations: kitchenStations,
      attributes: { seats: '48' },
    },
    {
      id: seedId('outlet/intellidine/koramangala'),
      code: 'KOR',
      name: 'Intellidine Koramangala',
      timeZone: 'Asia/Kolkata',
      businessDayStart: '04:00',
      taxRegistrationId: seedId('registration/intellidine/29'),
      address: {
        line1: '17, 80 Feet Road',
        line2: '4th Block, Koramangala',
        city: 'Bengaluru',
        pin: '560034',
        stateCode: '29',
      },
      coordinates: { latitude: 12.9352, longitude: 77.6245 },
      openingHours: everyDay('08:00', '23:30'),
      stations: kitchenStations,
      attributes: { seats: '24' },
    },
  ],
  staff: [
    staffOf('intellidine', 'Ananya Rao', 'OWNER'),
    staffOf('intellidine', 'Vikram Shetty', 'MANAGER', indiranagar),
    staffOf('intellidine', 'Meera Nair', 'CASHIER', indiranagar),
    staffOf('intellidine', 'Imran Khan', 'WAITER', indiranagar),
    staffOf('intellidine', 'Lakshmi Gowda', 'KITCHEN', indiranagar),
    staffOf('intellidine', 'Rohan Das', 'MANAGER', koramangala),
    staffOf('intellidine', 'Priya Menon', 'CASHIER', koramangala),
    staffOf('intellidine', 'Joseph Fernandes', 'WAITER', koramangala),
    staffOf('intellidine', 'Suresh Babu', 'KITCHEN', koramangala),
  ],
};

const delhi = { outlet: 'delhi', suffix: '' };

const lafete365: DemoTenant = {
  tenant: tenant('lafete365', {
    name: 'La Fête 365',
    capabilities: ['takeaway', 'kitchen', 'inventory'],
    languages: ['en', 'hi'],
    pricesIncludeTax: true,
    orderNumberPrefix: 'LAF',
    taxRegistrations: [
      registration('lafete365', '07', '07AAFCL9034M1Z3', 'La Fete Bakers Private Limited', '13324455000107'),
    ],
    settings: { paymentTiming: { TAKEAWAY: 'PREPAID' }, latePayment: 'REFUND' },
  }),
  outlets: [
    {
      id: seedId('outlet/lafete365/delhi'),
      code: 'DEL',
      name: 'La Fête 365 Khan Market',
      timeZone: 'Asia/Kolkata',
      businessDayStart: '04:00',
      taxRegistrationId: seedId('registration/lafete365/07'),
      address: { line1: '28, Middle Lane', line2: 'Khan Market', city: 'New Delhi', pin: '110003', stateCode: '07' },
      coordinates: { latitude: 28.6003, longitude: 77.227 },
      openingHours: everyDay('09:00', '22:00'),
      stations: ['oven', 'finishing', 'counter'],
      attributes: {},
    },
  ],
  staff: [
    staffOf('lafete365', 'Kabir Malhotra', 'OWNER'),
    staffOf('lafete365', 'Sana Qureshi', 'MANAGER', delhi),
    staffOf('lafete365', 'Arjun Bedi', 'CASHIER', delhi),
    staffOf('lafete365', 'Neha Kapoor', 'KITCHEN', delhi),
  ],
};

/** The operator of the platform: a tenant that sells nothing, so that its people sign in like everybody. */
const operator: DemoTenant = {
  tenant: tenant('chowk', {
    name: 'Chowk',
    capabilities: [],
    languages: ['en'],
    pricesIncludeTax: false,
    orderNumberPrefix: 'CHK',
    taxRegistrations: [],
    settings: { paymentTiming: {}, latePayment: 'REFUND' },
  }),
  outlets: [],
  staff: [staffOf('chowk', 'Operator', 'PLATFORM_ADMIN')],
};

export const demoTenants: readonly DemoTenant[] = [intellidine, lafete365, operator];
