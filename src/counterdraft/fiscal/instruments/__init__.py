"""Every kind of instrument that a term sheet may name: one file and one line each."""

from __future__ import annotations

from counterdraft.fiscal.instrument import Instrument
from counterdraft.fiscal.instruments.aid_credit import AidCredit
from counterdraft.fiscal.instruments.bonus import Bonus
from counterdraft.fiscal.instruments.burden_cap import BurdenCap
from counterdraft.fiscal.instruments.cash_call import CashCall
from counterdraft.fiscal.instruments.closure_fund import ClosureFund
from counterdraft.fiscal.instruments.contribution import Contribution
from counterdraft.fiscal.instruments.distribution import Distribution
from counterdraft.fiscal.instruments.domestic_supply import DomesticSupply
from counterdraft.fiscal.instruments.duty import Duty
from counterdraft.fiscal.instruments.first_refusal import FirstRefusal
from counterdraft.fiscal.instruments.income_tax import IncomeTax
from counterdraft.fiscal.instruments.lien import Lien
from counterdraft.fiscal.instruments.loan import Loan
from counterdraft.fiscal.instruments.participation import Participation
from counterdraft.fiscal.instruments.payout_royalty import PayoutRoyalty
from counterdraft.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.fiscal.instruments.reinvestment import Reinvestment
from counterdraft.fiscal.instruments.rental import Rental
from counterdraft.fiscal.instruments.resource_rent_tax import ResourceRentTax
from counterdraft.fiscal.instruments.revenue_share import RevenueShare
from counterdraft.fiscal.instruments.royalty import Royalty
from counterdraft.fiscal.instruments.service_fee import ServiceFee
from counterdraft.fiscal.instruments.stabilisation import Stabilisation
from counterdraft.fiscal.instruments.take_or_pay import TakeOrPay
from counterdraft.fiscal.instruments.windfall import Windfall
from counterdraft.fiscal.instruments.withholding import Withholding

__all__ = ["KINDS"]

KINDS: dict[str, type[Instrument]] = {
    "royalty": Royalty,
    "payout_royalty": PayoutRoyalty,
    "bonus": Bonus,
    "rental": Rental,
    "duty": Duty,
    "windfall": Windfall,
    "production_sharing": ProductionSharing,
    "service_fee": ServiceFee,
    "domestic_supply": DomesticSupply,
    "income_tax": IncomeTax,
    "resource_rent_tax": ResourceRentTax,
    "withholding": Withholding,
    "burden_cap": BurdenCap,
    "participation": Participation,
    "stabilisation": Stabilisation,
    "loan": Loan,
    "closure_fund": ClosureFund,
    "first_refusal": FirstRefusal,
    "take_or_pay": TakeOrPay,
    "revenue_share": RevenueShare,
    "contribution": Contribution,
    "cash_call": CashCall,
    "aid_credit": AidCredit,
    "lien": Lien,
    "reinvestment": Reinvestment,
    "distribution": Distribution,
}
