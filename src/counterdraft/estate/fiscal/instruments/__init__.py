"""Every kind of instrument that a term sheet may name: one file and one line each."""

from __future__ import annotations

from counterdraft.estate.fiscal.instrument import Instrument
from counterdraft.estate.fiscal.instruments.aid_credit import AidCredit
from counterdraft.estate.fiscal.instruments.bonus import Bonus
from counterdraft.estate.fiscal.instruments.cash_call import CashCall
from counterdraft.estate.fiscal.instruments.closure_fund import ClosureFund
from counterdraft.estate.fiscal.instruments.contribution import Contribution
from counterdraft.estate.fiscal.instruments.distribution import Distribution
from counterdraft.estate.fiscal.instruments.domestic_supply import DomesticSupply
from counterdraft.estate.fiscal.instruments.duty import Duty
from counterdraft.estate.fiscal.instruments.first_refusal import FirstRefusal
from counterdraft.estate.fiscal.instruments.income_tax import IncomeTax
from counterdraft.estate.fiscal.instruments.lien import Lien
from counterdraft.estate.fiscal.instruments.loan import Loan
from counterdraft.estate.fiscal.instruments.participation import Participation
from counterdraft.estate.fiscal.instruments.payout_royalty import PayoutRoyalty
from counterdraft.estate.fiscal.instruments.production_sharing import ProductionSharing
from counterdraft.estate.fiscal.instruments.reinvestment import Reinvestment
from counterdraft.estate.fiscal.instruments.rental import Rental
from counterdraft.estate.fiscal.instruments.resource_rent_tax import ResourceRentTax
from counterdraft.estate.fiscal.instruments.revenue_share import RevenueShare
from counterdraft.estate.fiscal.instruments.royalty import Royalty
from counterdraft.estate.fiscal.instruments.service_fee import ServiceFee
from counterdraft.estate.fiscal.instruments.stabilisation import Stabilisation
from counterdraft.estate.fiscal.instruments.take_or_pay import TakeOrPay
from counterdraft.estate.fiscal.instruments.windfall import Windfall
from counterdraft.estate.fiscal.instruments.withholding import Withholding

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
