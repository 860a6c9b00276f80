const site = __BECKON_SITE__;
export default site;
