"""Every kind of instrument that a term sheet may name: one file and one line each."""

from __future__ import annotations

from counterdraft.estate.instrument import Instrument
from counterdraft.estate.instruments.aid_credit import AidCredit
from counterdraft.estate.instruments.bonus import Bonus
from counterdraft.estate.instruments.cash_call import CashCall
from counterdraft.estate.instruments.closure_fund import ClosureFund
from counterdraft.estate.instruments.contribution import Contribution
from counterdraft.estate.instruments.distribution import Distribution
from counterdraft.estate.instruments.domestic_supply import DomesticSupply
from counterdraft.estate.instruments.duty import Duty
from counterdraft.estate.instruments.first_refusal import FirstRefusal
from counterdraft.estate.instruments.income_tax import IncomeTax
from counterdraft.estate.instruments.lien import Lien
from counterdraft.estate.instruments.loan import Loan
from counterdraft.estate.instruments.participation import Participation
from counterdraft.estate.instruments.payout_royalty import PayoutRoyalty
from counterdraft.estate.instruments.production_sharing import ProductionSharing
from counterdraft.estate.instruments.reinvestment import Reinvestment
from counterdraft.estate.instruments.rental import Rental
from counterdraft.estate.instruments.resource_rent_tax import ResourceRentTax
from counterdraft.estate.instruments.revenue_share import RevenueShare
from counterdraft.estate.instruments.royalty import Royalty
from counterdraft.estate.instruments.stabilisation import Stabilisation
from counterdraft.estate.instruments.take_or_pay import TakeOrPay
from counterdraft.estate.instruments.windfall import Windfall
from counterdraft.estate.instruments.withholding import Withholding

__all__ = ["KINDS"]

KINDS: dict[str, type[Instrument]] = {
    "royalty": Royalty,
    "payout_royalty": PayoutRoyalty,
    "bonus": Bonus,
    "rental": Rental,
    "duty": Duty,
    "windfall": Windfall,
    "production_sharing": ProductionSharing,
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
