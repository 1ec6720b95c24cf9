import {
  AuthSessionEnded,
  claimDeviceBody,
  claimedDevice,
  deviceAccess,
  deviceAnswer,
  deviceStaff,
  deviceTokenBody,
  DeviceTokenInvalid,
  NotFound,
  pairDeviceBody,
  pairingCode,
  PairingCodeInvalid,
  PinInvalid,
  PinLocked,
  staffSession,
  staffSessionBody,
  TenantSuspended,
  UnknownReference,
  type ClaimDeviceBody,
  type ClaimedDevice,
  type DeviceAccess,
  type DeviceAnswer,
  type DeviceStaff,
  type DeviceTokenBody,
  type PairDeviceBody,
  type PairingCode,
  type StaffSession,
  type StaffSessionBody,
} from '@chowk/contracts';
import {
  Answers,
  created,
  CurrentPrincipal,
  cutPage,
  decodeCursor,
  listQuery,
  noContent,
  NoTenant,
  OperationId,
  page,
  Permit,
  Public,
  Succeeds,
  Summary,
  type Answer,
  type Principal,
} from '@chowk/kit';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { accessTokenSeconds } from '../../sign-in/domain/access-token-lifetime.js';
import { ActByPin } from '../use-cases/act-by-pin.js';
import { ClaimDevice } from '../use-cases/claim-device.js';
import { FindDeviceStaff } from '../use-cases/find-device-staff.js';
import { FindDevices } from '../use-cases/find-devices.js';
import { PairDevice } from '../use-cases/pair-device.js';
import { RemoveDevice } from '../use-cases/remove-device.js';
import { RenewDeviceAccess } from '../use-cases/renew-device-access.js';
import { deviceView } from './device.view.js';

const devicesQuery = listQuery({});
const position = z.object({ id: z.uuid() });
const granted = { tokenType: 'Bearer', expiresIn: accessTokenSeconds } as const;

/** Shared tablets: paired once by a code, trusted until they are removed, used by staff by PIN. */
@Controller('devices')
export class DeviceController {
  constructor(
    private readonly pairDevice: PairDevice,
    private readonly claimDevice: ClaimDevice,
    private readonly renewDeviceAccess: RenewDeviceAccess,
    private readonly findDevices: FindDevices,
    private readonly removeDevice: RemoveDevice,
    private readonly findDeviceStaff: FindDeviceStaff,
    private readonly actByPin: ActByPin,
  ) {}

  @Post('pair')
  @Permit('device:manage')
  @OperationId('pairDevice')
  @Summary(
    'Invite a tablet to an outlet by a code that is shown once',
    'Makes a tablet that waits to be claimed. The code is shown in this answer alone, is kept nowhere and expires; read it out to whoever holds the tablet.',
  )
  @Succeeds('created')
  @Answers(pairingCode, UnknownReference)
  async pair(
    @CurrentPrincipal() who: Principal,
    @Body({ schema: pairDeviceBody }) body: PairDeviceBody,
  ): Promise<Answer<PairingCode>> {
    const { device, code } = await this.pairDevice.run(who, body);
    const { id, codeExpiresAt } = device;
    return created({ id, code, expiresAt: codeExpiresAt.toISOString() }, `/api/v1/devices/${id}`);
  }

  @Post('claim')
  @Public()
  @OperationId('claimDevice')
  @Summary(
    'Become the tablet a code was given for',
    'The tablet sends the code and becomes the device that was made for it. It keeps `deviceToken` and gets access tokens for it until a manager removes it. A code is good once.',
  )
  @Succeeds('created')
  @Answers(claimedDevice, PairingCodeInvalid)
  async claim(@Body({ schema: claimDeviceBody }) { code }: ClaimDeviceBody): Promise<Answer<ClaimedDevice>> {
    const { device, ...tokens } = await this.claimDevice.run(code);
    return created({ device: deviceView(device), ...tokens, ...granted }, `/api/v1/devices/${device.id}`);
  }

  /** No tenant header is needed: the device token names the tenant. */
  @Post('token')
  @HttpCode(200)
  @NoTenant()
  @OperationId('renewDeviceToken')
  @Summary(
    'An access token for a paired tablet',
    'Answers an access token for the lasting token of a paired tablet, any number of times. A tablet that was removed gets none any more.',
  )
  @Answers(deviceAccess, DeviceTokenInvalid, TenantSuspended)
  async token(@Body({ schema: deviceTokenBody }) { deviceToken }: DeviceTokenBody): Promise<DeviceAccess> {
    return { accessToken: await this.renewDeviceAccess.run(deviceToken), ...granted };
  }

  @Get()
  @Permit('device:manage')
  @OperationId('listDevices')
  @Summary(
    'Tablets of my outlets',
    'Tablets of the outlets that the caller may enter, those that wait for their code too, with when they were last seen.',
  )
  @Succeeds('page')
  @Answers(deviceAnswer.array())
  async list(
    @CurrentPrincipal() who: Principal,
    @Query({ schema: devicesQuery }) { limit, cursor, count }: z.output<typeof devicesQuery>,
  ): Promise<Answer<readonly DeviceAnswer[]>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.findDevices.page(who, { after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    const total = count ? { total: await this.findDevices.count(who) } : {};
    return page(items.map(deviceView), { nextCursor, limit, ...total });
  }

  @Get('staff')
  @Permit('device:own')
  @OperationId('listDeviceStaff')
  @Summary(
    'Who may act on this tablet by PIN',
    'The names a tablet offers before it asks for a PIN: staff of its outlet that have one.',
  )
  @Answers(deviceStaff.array(), AuthSessionEnded)
  async staff(@CurrentPrincipal() who: Principal): Promise<readonly DeviceStaff[]> {
    return (await this.findDeviceStaff.run(who)).map(({ id, name }) => ({ id, name }));
  }

  @Post('staff-session')
  @HttpCode(200)
  @Permit('device:own')
  @OperationId('startStaffSession')
  @Summary(
    'Act on this tablet by PIN, for two minutes',
    'A staff member types their PIN on a shared tablet and acts there as themselves for two minutes, at the tablet’s outlet alone. Several wrong PINs lock that person’s PIN for a while.',
  )
  @Answers(staffSession, PinInvalid, PinLocked, AuthSessionEnded)
  act(
    @CurrentPrincipal() who: Principal,
    @Body({ schema: staffSessionBody }) body: StaffSessionBody,
  ): Promise<StaffSession> {
    return this.actByPin.run(who, body);
  }

  @Get(':id')
  @Permit('device:manage')
  @OperationId('getDevice')
  @Summary('One tablet', 'One tablet of an outlet that the caller may enter; others are 404.')
  @Answers(deviceAnswer, NotFound)
  async one(@CurrentPrincipal() who: Principal, @Param('id') id: string): Promise<DeviceAnswer> {
    return deviceView(await this.findDevices.one(who, id));
  }

  @Delete(':id')
  @Permit('device:manage')
  @OperationId('removeDevice')
  @Summary(
    'Trust a tablet no longer',
    'For a lost or broken tablet: it gets no access token any more and its sockets are closed.',
  )
  @Succeeds('no-content')
  @Answers(undefined, NotFound)
  async remove(@CurrentPrincipal() who: Principal, @Param('id') id: string): Promise<Answer> {
    await this.removeDevice.run(who, id);
    return noContent();
  }
}
