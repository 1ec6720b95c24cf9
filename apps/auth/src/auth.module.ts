import { defineService, StoreModule, type ConfigOf } from '@chowk/kit';
import { Module } from '@nestjs/common';
import { authConfig } from './config.js';
import { KeepTenantsAndPeople1763700000000 } from './database/migrations/1763700000000-keep-tenants-and-people.js';
import { KeepSignIns1763700000001 } from './database/migrations/1763700000001-keep-sign-ins.js';
import { KeepDevices1795240000000 } from './database/migrations/1795240000000-keep-devices.js';
import { SeedDemoTenants } from './database/seed.js';
import { Device } from './devices/domain/device.js';
import { DeviceController } from './devices/http/device.controller.js';
import { ActByPin } from './devices/use-cases/act-by-pin.js';
import { ClaimDevice } from './devices/use-cases/claim-device.js';
import { FindDeviceStaff } from './devices/use-cases/find-device-staff.js';
import { FindDevices } from './devices/use-cases/find-devices.js';
import { PairDevice } from './devices/use-cases/pair-device.js';
import { RemoveDevice } from './devices/use-cases/remove-device.js';
import { RenewDeviceAccess } from './devices/use-cases/renew-device-access.js';
import { Customer } from './people/domain/customer.js';
import { Staff } from './people/domain/staff.js';
import { CustomerController } from './people/http/customer.controller.js';
import { PinController } from './people/http/pin.controller.js';
import { ProfileController } from './people/http/profile.controller.js';
import { StaffController } from './people/http/staff.controller.js';
import { ChangeProfile } from './people/use-cases/change-profile.js';
import { FindCustomers } from './people/use-cases/find-customers.js';
import { FindProfile } from './people/use-cases/find-profile.js';
import { FindStaff } from './people/use-cases/find-staff.js';
import { SetPin } from './people/use-cases/set-pin.js';
import { SuspendStaff } from './people/use-cases/suspend-staff.js';
import { OtpAddressCounts } from './sign-in/database/otp-address-counts.js';
import { PasswordTries } from './sign-in/database/password-tries.js';
import { Queue } from './sign-in/database/queue.js';
import { AuthSession } from './sign-in/domain/auth-session.js';
import { OtpChallenge } from './sign-in/domain/otp-challenge.js';
import { Pepper } from './sign-in/domain/pepper.js';
import { TableSessionListener } from './sign-in/events/table-session.listener.js';
import { AuthSessionController } from './sign-in/http/auth-session.controller.js';
import { CustomerSignInController } from './sign-in/http/customer-sign-in.controller.js';
import { StaffSignInController } from './sign-in/http/staff-sign-in.controller.js';
import { EndAuthSession } from './sign-in/use-cases/end-auth-session.js';
import { EndSessionsOf } from './sign-in/use-cases/end-sessions-of.js';
import { FindAuthSessions } from './sign-in/use-cases/find-auth-sessions.js';
import { FindMe } from './sign-in/use-cases/find-me.js';
import { FindPerson } from './sign-in/use-cases/find-person.js';
import { ForgetOldSignIns } from './sign-in/use-cases/forget-old-sign-ins.js';
import { GiveTokens } from './sign-in/use-cases/give-tokens.js';
import { OpenAuthSession } from './sign-in/use-cases/open-auth-session.js';
import { RefreshAuthSession } from './sign-in/use-cases/refresh-auth-session.js';
import { RequestOtp } from './sign-in/use-cases/request-otp.js';
import { RequireLiveSession } from './sign-in/use-cases/require-live-session.js';
import { SealOtp } from './sign-in/use-cases/seal-otp.js';
import { SignAccessToken } from './sign-in/use-cases/sign-access-token.js';
import { SignInStaff } from './sign-in/use-cases/sign-in-staff.js';
import { VerifyOtp } from './sign-in/use-cases/verify-otp.js';
import { SigningKeyTable } from './signing-keys/database/signing-key-table.js';
import { KeySetController } from './signing-keys/http/key-set.controller.js';
import { KeyRing } from './signing-keys/use-cases/key-ring.js';
import { RotateSigningKey } from './signing-keys/use-cases/rotate-signing-key.js';
import { Outlet } from './tenants/domain/outlet.js';
import { Tenant } from './tenants/domain/tenant.js';
import { OutletController } from './tenants/http/outlet.controller.js';
import { TenantController } from './tenants/http/tenant.controller.js';
import { ChangeTenant } from './tenants/use-cases/change-tenant.js';
import { ChangeTenantStatus } from './tenants/use-cases/change-tenant-status.js';
import { FindOutlets } from './tenants/use-cases/find-outlets.js';
import { FindTenant } from './tenants/use-cases/find-tenant.js';

const entities = [Tenant, Outlet, Staff, Customer, AuthSession, OtpChallenge, Device];

const signIn = [
  ...[RequestOtp, VerifyOtp, SealOtp, SignInStaff, OpenAuthSession, GiveTokens, RefreshAuthSession],
  ...[RequireLiveSession, FindMe, FindPerson, FindAuthSessions, EndAuthSession, EndSessionsOf, ForgetOldSignIns],
  ...[SignAccessToken, OtpAddressCounts, PasswordTries, Queue],
];
const signingKeys = [KeyRing, RotateSigningKey, SigningKeyTable];
const tenants = [FindTenant, ChangeTenant, ChangeTenantStatus, FindOutlets];
const devices = [PairDevice, ClaimDevice, RenewDeviceAccess, FindDevices, RemoveDevice, FindDeviceStaff, ActByPin];
const people = [FindStaff, SuspendStaff, SetPin, FindCustomers, FindProfile, ChangeProfile];

@Module({
  imports: [StoreModule.of(...entities)],
  controllers: [
    ...[CustomerSignInController, StaffSignInController, AuthSessionController, KeySetController],
    ...[TenantController, OutletController, StaffController, CustomerController, ProfileController],
    ...[PinController, DeviceController, TableSessionListener],
  ],
  providers: [
    ...[...signIn, ...signingKeys, ...tenants, ...people, ...devices, SeedDemoTenants],
    {
      provide: Pepper,
      inject: [authConfig.token],
      useFactory: ({ OTP_SECRET }: ConfigOf<typeof authConfig>) => new Pepper(OTP_SECRET),
    },
  ],
})
export class AuthModule {}

export const auth = defineService({
  name: 'auth',
  module: AuthModule,
  config: authConfig,
  database: {
    entities,
    migrations: [KeepTenantsAndPeople1763700000000, KeepSignIns1763700000001, KeepDevices1795240000000],
    seed: (app) => app.get(SeedDemoTenants).run(),
  },
  eventsWaitMs: 250,
});
