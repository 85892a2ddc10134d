export { CooperationAgreement, CooperationAgreementParty } from './agreement.entity.ts';
export { agreedHomeProvinces, createPartnerQueries } from './partner.queries.ts';
export { AgreementResolver, PartnerProvinceResolver } from './partner.resolver.ts';
